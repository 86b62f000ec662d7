// Gestures in time: the page paints at once with the same arithmetic as the server, and the server's answer is morphed in.
// A burst of steps is one gesture from its first lengths.
import { apply } from "../timing.js";
import { tab } from "../live.js";
import { $, act, editable, say, words } from "./wire.js";

const IDLE = 400;
const TOGETHER = 1500;
export const sum = (values) => values.reduce((all, value) => all + value, 0);
export const region = () => $("timing");
export const timing = () => JSON.parse(region().dataset.timing);
export const starts = (lengths, place) => sum(lengths.slice(0, place));

let burst = null;
let held = false;

// While a pointer holds a cut, the bar belongs to it.
export const hold = (on) => (held = on);

export const segments = () => [...region().querySelectorAll(".segment")];
const grow = (node, seconds) => {
  node.className = node.className.replace(/\bs-\d+\b/, `s-${Math.min(60, seconds)}`);
};

const badge = ({ lengths, total }) => {
  const place = $("timing-badge");
  const off = sum(lengths) - total;
  place.classList.toggle("ok", !off);
  place.classList.toggle("warn", Boolean(off));
  place.lastElementChild.textContent = words(off ? (off > 0 ? "over" : "under") : "exact", { s: off ? Math.abs(off) : total });
};

export const paint = (next) => {
  const { lengths, locks, total } = next;
  segments().forEach((node, place) => {
    grow(node, lengths[place]);
    node.querySelector("output").textContent = `${lengths[place]} s`;
  });
  document.querySelectorAll("#shots .shot").forEach((card, place) => {
    card.querySelector(".seconds").textContent = `${lengths[place]} s`;
    const phone = card.querySelector(".length output");
    if (phone) phone.textContent = `${lengths[place]} s`;
  });
  region().querySelectorAll(".cut").forEach((cut, place) => {
    cut.setAttribute("aria-valuenow", starts(lengths, place + 1));
    cut.setAttribute("aria-valuetext", spoken(next, place));
  });
  region().querySelectorAll("[data-lock]").forEach((lock, place) => lock.setAttribute("aria-pressed", String(locks[place])));
  const field = $("total");
  if (field && document.activeElement !== field) field.value = total;
  badge(next);
};

const spoken = ({ lengths }, cut) =>
  words("cut", { c: cut + 1, s: starts(lengths, cut + 1), a: cut + 1, x: lengths[cut], b: cut + 2, y: lengths[cut + 1] });

export const clear = () => {
  burst = null;
  delete region().dataset.dirty;
};

// The page's own timing stays on screen until no gesture is under way.
const settled = () => !held && !burst?.timer && delete region().dataset.dirty;

export const post = (op, base, gesture = "") => {
  region().dataset.dirty = "";
  return act("POST", region().dataset.url, { ...op, base: base.join(","), gesture }, { before: settled });
};

export const gesture = (op) => {
  if (!editable()) return;
  const now = timing();
  const next = apply(now, op);
  if (next) paint(next);
  post(op, now.lengths);
  if (next) hear(next, null);
};

export const hear = (next, cut) => {
  const off = sum(next.lengths) - next.total;
  const total = words(off ? (off > 0 ? "over" : "under") : "exact", { s: off ? Math.abs(off) : next.total });
  say(cut === null ? `${next.lengths.map((length) => `${length} s`).join(", ")}. ${total}.` : `${spoken(next, cut)} ${total}.`, 600);
};

// Repeated steps within 1.5 s are one gesture: `step` adds to it, and what a clamp swallowed is not counted.
export const more = (key, step, make, cut = null) => {
  if (!editable()) return;
  const at = performance.now();
  if (burst?.key !== key || at - burst.at > TOGETHER) burst = { key, start: timing(), by: 0, token: `${tab}:${Math.random().toString(36).slice(2, 8)}` };
  const op = make(burst.start, burst.by + step);
  const next = apply(burst.start, op);
  if (!next) return void post(op, burst.start.lengths, burst.token);
  burst.by = reached(burst.start, next, op, burst.by + step);
  Object.assign(burst, { at, op: make(burst.start, burst.by), next });
  region().dataset.dirty = "";
  paint(next);
  clearTimeout(burst.timer);
  const mine = burst;
  burst.timer = setTimeout(() => {
    mine.timer = 0;
    post(mine.op, mine.start.lengths, mine.token);
  }, IDLE);
  hear(next, cut);
};

const reached = (start, next, op, wanted) => {
  if (op.op === "roll") return starts(next.lengths, op.cut + 1) - starts(start.lengths, op.cut + 1);
  if ("shot" in op) return next.lengths[op.shot] - start.lengths[op.shot];
  return wanted;
};

export const stop = () => {
  if (!burst?.timer) return false;
  clearTimeout(burst.timer);
  paint(burst.start);
  clear();
  return true;
};

export const stepShot = (place, by) => {
  if (timing().locks[place]) return;
  more(`set:${place}`, by, (start, total) => ({ op: "set", shot: place, value: start.lengths[place] + total }));
};

export const lock = (place) => gesture({ op: "lock", shot: place, locked: !timing().locks[place] });
