// The stage: the chosen shot's picture, the slideshow of the plan with its camera moves, and the take once there is one.
import { register } from "../shortcuts.js";
import { timecode } from "../player.js";
import { ease, transform } from "./camera.js";
import { $, current, editor } from "./wire.js";

const stage = $("stage");
const fps = Number(stage.dataset.fps);
const BUSY = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=separator], [role=listbox], [role=menu], dialog[open], [popover]:popover-open";

let at = 0;
let playing = 0;
let looping = false;
let until = null;

const reel = () => JSON.parse($("plan").dataset.reel);
const length = () => reel().reduce((all, shot) => all + shot.seconds, 0);

const where = (second) => {
  let start = 0;
  for (const shot of reel()) {
    if (second < start + shot.seconds) return { shot, start };
    start += shot.seconds;
  }
  const shot = reel().at(-1);
  return { shot, start: start - (shot?.seconds ?? 0) };
};

const layer = (shot) => {
  const show = $("show");
  const known = [...show.children].find((child) => child.dataset.slug === shot.slug && child.dataset.source === shot.source && child.dataset.words === shot.words);
  if (known) return known;
  [...show.children].filter((child) => child.dataset.slug === shot.slug).forEach((child) => child.remove());
  const made = document.createElement(shot.source ? "img" : "div");
  Object.assign(made.dataset, { slug: shot.slug, source: shot.source, words: shot.words });
  if (shot.source) Object.assign(made, { src: shot.source, alt: "" });
  else {
    made.className = "slate";
    made.append(Object.assign(document.createElement("p"), { className: "script", textContent: shot.words }));
  }
  show.append(made);
  return made;
};

const paint = () => {
  const { shot, start } = where(at);
  const frame = Math.min(Math.floor(at * fps + 0.001), Math.max(0, Math.round(length() * fps) - 1));
  const code = timecode(Math.max(0, frame), fps);
  $("clock").textContent = code;
  $("clock-long").textContent = code;
  const head = $("playhead");
  head.toggleAttribute("data-on", at > 0 || Boolean(playing));
  head.style.insetInlineStart = `${(100 * at) / Math.max(1, Number($("timing").querySelectorAll(".ruler li").length - 1))}%`;
  $("show").hidden = !playing && !scrubbing;
  if ($("show").hidden || !shot) return;
  const shown = layer(shot);
  [...$("show").children].forEach((child) => (child.hidden = child !== shown));
  if (shot.source) shown.style.transform = transform(shot.camera, ease(Math.min(1, (at - start) / shot.seconds)));
};

let scrubbing = false;
let last = 0;

const step = (now) => {
  if (!playing) return;
  at += (now - last) / 1000;
  last = now;
  const end = until ?? length();
  if (at >= end) {
    if (looping && until === null) at = 0;
    else return pause(until === null ? 0 : end);
  }
  paint();
  playing = requestAnimationFrame(step);
};

export const show = (what) => {
  stage.dataset.showing = what;
  stage.querySelectorAll("[data-show]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.show === what)));
  if (what === "plan") stage.querySelector("video")?.pause();
  else pause();
};

const state = () => {
  $("plan").dataset.playing = String(Boolean(playing));
  $("play-plan").setAttribute("aria-pressed", String(Boolean(playing)));
};

export const pause = (to = at) => {
  cancelAnimationFrame(playing);
  playing = 0;
  until = null;
  at = to;
  state();
  paint();
};

export const play = () => {
  if (!length()) return;
  show("plan");
  if (at >= length()) at = 0;
  reel().forEach((shot) => shot.source && (new Image().src = shot.source));
  last = performance.now();
  playing = requestAnimationFrame(step);
  state();
};

const toggle = () => (playing ? pause() : play());
const seek = (second) => {
  at = Math.max(0, Math.min(second, length() - 1 / fps));
  paint();
};
const cuts = () => reel().reduce((all, shot) => [...all, all.at(-1) + shot.seconds], [0]);
const cut = (direction) => seek(direction > 0 ? (cuts().find((each) => each > at + 0.001) ?? length()) : (cuts().findLast((each) => each < at - 0.001) ?? 0));

// Where the playhead stands inside the chosen shot, in seconds; null when it is elsewhere.
export const inside = () => {
  const { shot, start } = where(at);
  return at > 0 && shot?.slug === current() ? Math.round(at - start) : null;
};

const full = () => (document.fullscreenElement ? document.exitFullscreen() : $("plan").requestFullscreen?.());
const loop = () => {
  looping = !looping;
  $("loop-plan").setAttribute("aria-pressed", String(looping));
};

const PLAYS = { toggle, back: () => cut(-1), forward: () => cut(1), loop, full };
const KEYS = {
  " ": toggle,
  k: toggle,
  l: () => playing || play(),
  j: () => (pause(), seek(at - 1 / 12)),
  ArrowLeft: (event) => (pause(), seek(at - (event.shiftKey ? 1 : 1 / fps))),
  ArrowRight: (event) => (pause(), seek(at + (event.shiftKey ? 1 : 1 / fps))),
  Home: () => seek(0),
  End: () => seek(length()),
  f: full,
};

const key = (event) => {
  if (stage.dataset.showing !== "plan" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.(BUSY) || (event.key === " " && event.target.closest?.("button, a, summary, input, [data-grip]"))) return;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const run = event.shiftKey && name.length === 1 ? (name === "r" ? loop : null) : KEYS[name];
  if (!run) return;
  event.preventDefault();
  run(event);
};

const scrub = (event) => {
  const ruler = event.target.closest?.(".ruler");
  if (!ruler || event.button) return;
  const go = ({ clientX }) => {
    const box = ruler.getBoundingClientRect();
    seek(((clientX - box.left) / box.width) * (ruler.children.length - 1));
  };
  scrubbing = true;
  ruler.setPointerCapture(event.pointerId);
  show("plan");
  go(event);
  ruler.onpointermove = go;
  ruler.onpointerup = ruler.onpointercancel = () => {
    ruler.onpointermove = ruler.onpointerup = ruler.onpointercancel = null;
    scrubbing = false;
    setTimeout(paint, 800);
  };
};

// A shot was chosen: its picture, at its beginning.
export const chosen = (slug) => {
  if (playing) return;
  let start = 0;
  for (const shot of reel()) {
    if (shot.slug === slug) break;
    start += shot.seconds;
  }
  at = start;
  if (stage.dataset.showing === "take") show("plan");
  paint();
};

document.addEventListener("keydown", key, true);
document.addEventListener("pointerdown", scrub);
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-play], [data-show]");
  if (!button || !editor.contains(button)) return;
  if (button.dataset.show) show(button.dataset.show);
  else PLAYS[button.dataset.play]?.();
});
document.body.addEventListener("plan:around", ({ detail }) => {
  at = Math.max(0, detail.second - 0.5);
  play();
  until = Math.min(length(), detail.second + 0.5);
});
document.body.addEventListener("feed:takes", ({ detail }) => detail?.finished && show("take"));
document.body.addEventListener("htmx:afterSettle", () => paint());
register({ "plan-play": toggle });
paint();
