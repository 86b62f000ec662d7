// The motion editor of a shot: opens on its picture, saves itself 800 ms after a change, and closes with everything saved.
import { open } from "../shell.js";
import { tab } from "../live.js";
import { $, act } from "./wire.js";
import { History, STILL, read, written } from "./motion-model.js";
import { dialog, doc, heard, part, redraw, say, state, step, told, update } from "./motion-state.js";
import { drop, lay, take } from "./motion-tools.js";
import { DO } from "./motion-panel.js";
import { Surface } from "./motion-draw.js";
import { play, staged } from "./motion-preview.js";

const IDLE = 800;
const AGAIN = 4000;
const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");
const canvas = $("motion-canvas");
let timer = 0;
let busy = null;
let kept = "";
let visit = "";
let save = "";

const status = (name) => (part("saved").textContent = told(name));

// A page that goes away may still send 64 kB.
const flush = async (leaving = false) => {
  clearTimeout(timer);
  await busy;
  const text = written(doc());
  if (text === kept) return;
  busy = act("PATCH", save, { motion: text, visit }, { keepalive: leaving && text.length < 40_000 });
  const answer = await busy;
  busy = null;
  if (answer?.status === 200) kept = text;
  if (answer?.status === 422) say(answer.words);
  if (!answer?.status) timer = setTimeout(flush, AGAIN);
  const done = written(doc()) === kept;
  if (done || answer?.status >= 400) delete dialog.dataset.dirty;
  status(done ? "saved" : answer?.status === 200 ? "saving" : "lost");
};

const later = (saved) => {
  if (saved) return;
  dialog.dataset.dirty = "";
  status("saving");
  clearTimeout(timer);
  timer = setTimeout(flush, IDLE);
};

// What the page says of the shot may have changed: whether its model moves areas, or what somebody else has painted.
const anew = () => {
  const section = $("motion");
  if (!dialog.open || section?.dataset.shot !== state.slug) return;
  part("banner").hidden = !section.dataset.ignored;
  part("ignored").textContent = section.dataset.ignored;
  const theirs = written(read(section.dataset.motion));
  if (dialog.dataset.dirty !== undefined || busy || theirs === kept) return;
  kept = theirs;
  state.history.put(read(section.dataset.motion));
  say(told("theirs"));
  update();
};

const colours = () => {
  const style = getComputedStyle(dialog);
  return Object.fromEntries([1, 2, 3, 4, 5, 6, STILL].map((area) => [area, style.getPropertyValue(`--area-${area < 0 ? "still" : area}`).trim()]));
};

const halt = () => {
  part("rough").hidden = part("slider").hidden = true;
  dialog.querySelector("[data-do=preview]").setAttribute("aria-pressed", "false");
  state.stop = null;
  redraw();
};

const preview = () => {
  if (state.stop) return state.stop();
  const paint = staged(state.surface, doc());
  part("rough").hidden = false;
  part("slider").hidden = !REDUCED.matches;
  dialog.querySelector("[data-do=preview]").setAttribute("aria-pressed", "true");
  const end = REDUCED.matches ? () => {} : play(paint, halt);
  state.stop = () => (end(), halt());
  $("motion-time").oninput = ({ target }) => paint(target.value / 100);
  if (REDUCED.matches) paint(($("motion-time").value = 0));
  return undefined;
};

const DOES = {
  ...DO,
  undo: () => step("undo"),
  redo: () => step("redo"),
  preview,
  animatic: () => act("PATCH", dialog.dataset.modelSave, { field: "model", value: "animatic" }),
};

const click = ({ target }) => {
  const button = target.closest("[data-tool], [data-do]");
  if (!button || !state.surface || button.getAttribute("aria-disabled") === "true") return;
  if (button.dataset.do !== "preview") state.stop?.();
  if (button.dataset.tool) take(button.dataset.tool);
  else DOES[button.dataset.do]();
};

const KEYS = { v: "select", b: "brush", e: "eraser", r: "rectangle", o: "ellipse", g: "polygon", c: "cells", p: "path" };

const pick = (tool) => {
  take(tool);
  say(told("toolSaid", { s: dialog.querySelector(`[data-tool=${tool}]`).lastChild.textContent.trim() }));
  const shape = dialog.querySelector(".motion-shape");
  (shape.hidden ? canvas : shape.elements.x).focus();
};

// Nothing typed here reaches the page behind.
const keys = (event) => {
  event.stopPropagation();
  const key = event.key.toLowerCase();
  const text = event.target.matches("input:not([type=checkbox], [type=range]), select");
  if (event.key === "Escape" && drop()) event.preventDefault();
  if (event.defaultPrevented || event.isComposing || !state.surface) return;
  if (event.ctrlKey || event.metaKey) {
    const way = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
    if (way && event.target.id !== "motion-name") (event.preventDefault(), step(way));
  } else if (!event.altKey && !(text && (event.target.type !== "number" || event.key.length > 1)) && KEYS[key]) {
    if (localStorage.singleKeys === "off" && event.target !== canvas) return;
    event.preventDefault();
    state.stop?.();
    pick(KEYS[key]);
  }
};

const shape = (event) => {
  event.preventDefault();
  const { x, y, width, height } = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value / 100]));
  lay({ area: state.active, shape: state.tool, points: [[x, y], [x + width, y + height]] });
};

const load = async (source) => {
  const picture = Object.assign(new Image(), { src: source });
  await picture.decode();
  state.surface = new Surface(canvas, picture, colours());
  update();
};

export const show = async () => {
  const { shot, picture, seconds, heading, save: address } = $("motion").dataset;
  if (!picture || $("motion-button").getAttribute("aria-disabled") === "true" || dialog.open) return;
  // What another shot was given and could not be saved yet goes first; without a network nothing takes its place.
  if (dialog.dataset.dirty !== undefined) await flush();
  if (dialog.dataset.dirty !== undefined) return;
  const now = read($("motion").dataset.motion);
  Object.assign(state, { slug: shot, seconds: Number(seconds), surface: null, history: new History(now), active: 1, point: -1, draft: null, cursor: null, stop: null });
  [save, kept, visit] = [address, written(now), `m${Date.now().toString(36)}-${tab}`.slice(0, 32)];
  part("heading").textContent = heading;
  say("");
  status("saved");
  take(state.tool);
  open(dialog, $("motion-button"));
  anew();
  await load(picture);
  canvas.focus();
};

new ResizeObserver(redraw).observe(canvas);
heard(later);
dialog.addEventListener("click", click);
dialog.addEventListener("keydown", keys);
dialog.addEventListener("change", redraw);
dialog.addEventListener("close", () => (state.stop?.(), flush()));
dialog.querySelector(".motion-shape").addEventListener("submit", shape);
$("motion-size").addEventListener("input", ({ target }) => {
  state.size = target.value / 100;
  $("motion-size-value").textContent = `${target.value} %`;
});
document.body.addEventListener("htmx:afterSettle", anew);
const leave = () => dialog.open && state.surface && flush(true);
document.addEventListener("visibilitychange", () => document.hidden && leave());
window.addEventListener("pagehide", leave);
