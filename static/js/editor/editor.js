// The editor's start: undo and redo, somebody else's changes, sections that stay as they were left, small buttons.
import { register, run } from "../shortcuts.js";
import { flushAll, lookForDrafts } from "./autosave.js";
import "./timingbar.js";
import "./strip.js";
import "./stage.js";
import "./camera.js";
import { choose } from "./strip.js";
import { $, act, current, editor, refresh, settled } from "./wire.js";

const step = (name) => async () => {
  await flushAll();
  act("POST", editor.dataset[name]);
};

const prompt = () => document.querySelector(".prompt textarea");

const fold = () => {
  const folded = editor.classList.toggle("folded");
  localStorage.folded = folded ? "on" : "";
};

register({
  undo: step("undo"),
  redo: step("redo"),
  prompt: () => prompt()?.focus(),
  camera: () => $("camera-button")?.click(),
  inspector: fold,
});

// One refresh for everything somebody else did, however many events tell of it.
let timer = 0;
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, 80);
};
for (const name of ["timing", "shots", "board", "elements", "resync"]) document.body.addEventListener(`feed:${name}`, soon);

const remember = () => {
  for (const each of document.querySelectorAll("details[data-remember]")) {
    const kept = localStorage[`open:${each.dataset.remember}`];
    if (kept) each.open = kept === "on";
  }
};
document.addEventListener("toggle", ({ target }) => {
  if (target.dataset?.remember) localStorage[`open:${target.dataset.remember}`] = target.open ? "on" : "off";
}, true);

const change = (text) => {
  const field = prompt();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const call = () => {
  const field = prompt();
  field.focus();
  field.setRangeText(/(^|\s)$/.test(field.value) ? "@" : " @", field.value.length, field.value.length, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const uncall = ({ uncall: handle }) => {
  change(prompt().value.replace(new RegExp(`\\s?@${handle}(?![A-Za-z0-9_])`, "gi"), "").trimStart());
  prompt().focus();
};

const nth = (number) => choose(document.querySelectorAll("#shots > .shot")[number - 1]?.dataset.shot);
const picture = async ({ addPicture: number }) => {
  await nth(number);
  $("slot-first_picture")?.querySelector("input")?.click();
};

const motion = async ({ openMotion: number }) => {
  if (number) await nth(number);
  (await import("./motion.js")).show();
};

const firstBlock = () => {
  const first = document.querySelector("#preflight .block .button") ?? $("preflight");
  first?.focus();
  first?.scrollIntoView({ block: "center" });
};

const CLICKS = {
  "[data-run]": ({ run: name }) => run(name),
  "[data-call]": call,
  "[data-uncall]": uncall,
  "[data-add-picture]": picture,
  "[data-open-motion]": motion,
  "[data-fix-first]": firstBlock,
  "[data-focuses]": ({ focuses }) => {
    const field = $(focuses);
    field.closest("details").open = true;
    field.focus();
    field.select?.();
  },
  "[data-conflict-done]": () => $("conflict-here").replaceChildren(),
  "[data-refresh]": refresh,
};

// Who has done what a hint says does not need the hint.
const LESSONS = { render: /\/render\/$/, cut: /\/timing\// };
const learned = (card) => document.querySelector(`.coach[data-card="${card}"] button`)?.click();

document.addEventListener("click", (event) => {
  for (const [selector, run] of Object.entries(CLICKS)) {
    const node = event.target.closest?.(selector);
    if (!node) continue;
    if (node.dataset.run || node.hasAttribute("data-fix-first")) event.preventDefault();
    run(node.dataset);
  }
});
document.addEventListener("change", ({ target }) => {
  if (target.dataset?.model) act("PATCH", target.dataset.model, { field: "model", value: target.value });
});

// After a fix the next line is at hand, or the render button.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt.closest?.("#conflict-here")) $("conflict-here").replaceChildren();
  if (detail.successful && detail.requestConfig.verb !== "get") settled();
  if (detail.successful) learned(Object.keys(LESSONS).find((card) => LESSONS[card].test(detail.requestConfig.path)));
  if (!detail.successful || !detail.elt.closest?.("#preflight") || document.activeElement !== document.body) return;
  (document.querySelector("#preflight .fixes .button") ?? $("render-button") ?? $("preflight")).focus();
});

document.body.addEventListener("htmx:afterSettle", lookForDrafts);
// A question that was answered is not asked again.
if (localStorage.folded) editor.classList.add("folded");
remember();
lookForDrafts();
if (current()) history.replaceState(history.state, "", `?shot=${current()}`);
