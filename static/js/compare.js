// Takes beside each other: how they are shown (side by side, wipe, flip), which shot is looped, which one is heard.
import { timecode } from "./player.js";
import { register } from "./shortcuts.js";
import { Together } from "./together.js";

const page = document.getElementById("compare");
const part = (name) => page.querySelector(`[data-part=${name}]`);
const all = (name) => [...page.querySelectorAll(name)];
const stage = part("stage");
const figures = all("[data-side]");
const slider = part("scrubber");
const fps = Number(page.dataset.fps);

const cutsOf = (figure) => figure.dataset.cuts.split(",").map(Number);
const together = new Together(
  figures.map((figure) => ({ video: figure.querySelector("video"), seconds: Number(figure.dataset.seconds) })),
  fps,
);

// Where a shot begins and how long it is, in each take by its own cuts.
let shot = 0;
const rangeOf = (figure, number) => {
  const cuts = [...cutsOf(figure), Number(figure.dataset.seconds)];
  const start = cuts[number - 1] ?? cuts.at(-1);
  return [start, Math.max(0, (cuts[number] ?? start) - start)];
};
const choose = (number) => {
  shot = number;
  together.range(number ? figures.map((figure) => rangeOf(figure, number)) : null);
  marks();
};

const marks = () => {
  const cuts = shot ? [] : cutsOf(figures[0]).slice(1);
  part("cuts").replaceChildren(
    ...cuts.map((second) => {
      const mark = document.createElement("span");
      mark.style.insetInlineStart = `${(100 * second * fps) / Math.max(1, together.frames - 1)}%`;
      return mark;
    }),
  );
};

const playing = (frame) => (shot ? shot : cutsOf(figures[0]).filter((second) => Math.round(second * fps) <= frame).length);
let shown = "";
const show = ({ frame, frames, playing: runs, held }) => {
  const now = JSON.stringify([frame, frames, runs, held]);
  if (now === shown) return;
  shown = now;
  page.dataset.playing = String(runs);
  part("play").setAttribute("aria-pressed", String(runs));
  const first = shot ? Math.round(rangeOf(figures[0], shot)[0] * fps) : 0;
  part("time").textContent = timecode(first + frame, fps);
  slider.setAttribute("aria-valuemax", String(frames - 1));
  slider.setAttribute("aria-valuenow", String(frame));
  const words = { "%s": Math.floor(frame / fps), "%f": frame % fps, "%n": playing(frame) };
  slider.setAttribute("aria-valuetext", slider.dataset.words.replace(/%[sfn]/g, (each) => words[each]));
  part("played").style.inlineSize = `${frames > 1 ? (100 * frame) / (frames - 1) : 0}%`;
  held.forEach((over, place) => (figures[place].querySelector("[data-part=veil]").hidden = !over));
};

// Modes. In two of them the takes lie on each other: the wipe shows B to the right of its handle, the flip one at a time.
const handle = part("wipe");
const wipe = (percent) => {
  const to = Math.round(Math.min(100, Math.max(0, percent)));
  stage.style.setProperty("--wipe", `${to}%`);
  handle.setAttribute("aria-valuenow", String(to));
  handle.setAttribute("aria-valuetext", handle.dataset.words.replace("%s", to).replace("%r", 100 - to));
};
const mode = (name) => {
  stage.dataset.mode = name;
  if (handle) handle.hidden = name !== "wipe";
  const flipped = part("flip");
  if (flipped) flipped.hidden = name !== "flip";
  upper(stage.dataset.upper ?? "A");
};
const upper = (letter) => {
  stage.dataset.upper = letter;
  for (const figure of figures) figure.inert = stage.dataset.mode === "flip" && figure.dataset.side !== letter;
  const button = part("flip");
  if (button) button.textContent = button.dataset.words.replace("%s", letter === "A" ? "B" : "A");
};
const flip = () => stage.dataset.mode === "flip" && upper(stage.dataset.upper === "A" ? "B" : "A");

const across = (event) => {
  const box = stage.getBoundingClientRect();
  return (100 * (event.clientX - box.left)) / box.width;
};
if (handle) {
  handle.addEventListener("pointerdown", (event) => (event.preventDefault(), handle.focus(), handle.setPointerCapture(event.pointerId)));
  handle.addEventListener("pointermove", (event) => handle.hasPointerCapture(event.pointerId) && wipe(across(event)));
  stage.addEventListener("click", (event) => stage.dataset.mode === "wipe" && !event.target.closest("[role=slider], a") && wipe(across(event)));
  handle.addEventListener("keydown", (event) => {
    const now = Number(handle.getAttribute("aria-valuenow"));
    const by = event.shiftKey ? 10 : 1;
    const to = { ArrowLeft: now - by, ArrowDown: now - by, ArrowRight: now + by, ArrowUp: now + by, PageUp: now + 10, PageDown: now - 10, Home: 0, End: 100 };
    if (!(event.key in to)) return;
    event.preventDefault();
    wipe(to[event.key]);
  });
  wipe(50);
}

const hear = (letter) => figures.forEach((figure) => (figure.querySelector("video").muted = figure.dataset.side !== letter));

const acts = {
  start: () => together.seek(0),
  back: () => together.step(-1),
  play: () => together.toggle(),
  forward: () => together.step(1),
  end: () => (together.pause(), together.seek(together.frames - 1)),
  flip,
};
page.addEventListener("click", ({ target }) => acts[target.closest("[data-act]")?.dataset.act]?.());
page.addEventListener("change", ({ target }) => {
  const told = { mode, shot: (value) => choose(Number(value)), sound: hear };
  told[target.name]?.(target.value);
});
// A page that comes back from the browser's memory may have its old radios checked.
window.addEventListener("pageshow", () => all("input:checked").forEach((each) => each.dispatchEvent(new Event("change", { bubbles: true }))));

const scrub = (event) => {
  const box = slider.getBoundingClientRect();
  together.seek(Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * (together.frames - 1)));
};
slider.addEventListener("pointerdown", (event) => (slider.setPointerCapture(event.pointerId), scrub(event)));
slider.addEventListener("pointermove", (event) => slider.hasPointerCapture(event.pointerId) && scrub(event));

const KEYS = {
  " ": acts.play,
  k: acts.play,
  ArrowLeft: ({ shiftKey }) => together.step(shiftKey ? -fps : -1),
  ArrowRight: ({ shiftKey }) => together.step(shiftKey ? fps : 1),
  Home: acts.start,
  End: acts.end,
};
const BUSY = "input[type=radio], [data-part=wipe], dialog[open], [popover]:popover-open, input:not([type]), textarea";
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const radio = event.target.closest?.(BUSY);
  if (radio && (event.key.length > 1 || !radio.matches("input[type=radio], [data-part=wipe]") || event.key === " ")) return;
  if (event.key === " " && event.target.closest?.("button, a, summary")) return;
  if (event.key === "`" && !event.repeat) return flip();
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act(event);
});
document.addEventListener("keyup", (event) => event.key === "`" && flip());

const pick = (letter) => () => page.querySelector(`[data-pick=${letter}]`)?.click();
register({ flip: () => flip(), "mode-board": pick("A"), "mode-takes": pick("B") });
for (const figure of figures) {
  const video = figure.querySelector("video");
  const broke = () => (figure.dataset.state = "broken");
  video.addEventListener("error", broke);
  if (video.error) broke();
}
together.onchange = show;
together.show();
marks();
