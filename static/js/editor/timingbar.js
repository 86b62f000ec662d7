// The timing bar under pointer and keys: cuts that drag, steppers, the total, hold, even split and fit.
import { apply, nearestTotal } from "../timing.js";
import { clear, gesture, hear, hold, lock, more, paint, post, region, segments, starts, stepShot, stop, sum, timing } from "./gestures.js";
import { $, editable, words } from "./wire.js";

let drag = null;

const rolled = (cut, by) => more(`roll:${cut}`, by, (_, total) => ({ op: "roll", cut, delta: total }), cut);
const rippled = (cut, by) => more(`ripple:${cut}`, by, (start, total) => ({ op: "ripple", shot: cut, value: start.lengths[cut] + total }), cut);

const keys = (event) => {
  const cut = event.target.closest?.(".cut");
  if (!cut || event.ctrlKey || event.metaKey) return;
  const place = Number(cut.dataset.cut);
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const acts = {
    Home: () => rolled(place, -99),
    End: () => rolled(place, 99),
    Enter: () => document.body.dispatchEvent(new CustomEvent("plan:around", { detail: { second: starts(timing().lengths, place + 1) } })),
    Escape: stop,
  };
  if (step) acts[event.key] = () => (event.shiftKey ? rippled : rolled)(place, step);
  if (!acts[event.key] || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  acts[event.key]();
};

const wish = (event) => {
  const { cut, start, x, scale, width } = drag;
  const delta = Math.round(((event.clientX - x) / width) * scale);
  if (event.altKey) return { op: "spread", shot: cut, value: start.lengths[cut] + delta };
  if (event.shiftKey) return { op: "ripple", shot: cut, value: start.lengths[cut] + delta };
  return { op: "roll", cut, delta };
};

const tip = (next) => {
  const box = $("tip");
  const { cut, start, op } = drag;
  const moved = starts(next.lengths, cut + 1) - starts(start.lengths, cut + 1);
  const short = op.op === "roll" && moved !== op.delta;
  const locked = short && [cut, cut + 1].some((place) => start.locks[place]);
  box.textContent = locked ? words("locked") : short ? words("least", { s: start.limits.least }) : words("tip", { x: next.lengths[cut], y: next.lengths[cut + 1] });
  box.hidden = false;
  const bar = $("bar").getBoundingClientRect();
  box.style.insetInlineStart = `${Math.min(bar.width - 60, Math.max(60, drag.node.getBoundingClientRect().left + 12 - bar.left))}px`;
};

const down = (event) => {
  const node = event.target.closest?.(".cut");
  if (drag) return void cancel();
  if (!node || !editable() || event.button || node.getAttribute("aria-disabled") === "true") return;
  stop();
  const start = timing();
  const scale = Math.max(sum(start.lengths), start.total);
  hold(true);
  drag = { node, cut: Number(node.dataset.cut), start, x: event.clientX, scale, width: $("bar").getBoundingClientRect().width, next: start, op: null };
  node.setPointerCapture(event.pointerId);
  node.dataset.held = "";
  node.focus({ preventScroll: true });
  region().dataset.dirty = "";
};

const move = (event) => {
  if (!drag) return;
  const op = wish(event);
  const next = apply(drag.start, op);
  if (!next) return;
  Object.assign(drag, { op, next });
  paint(next);
  // The ruler stands still until release: a longer or shorter board grows past it or ends before it.
  $("bar").style.inlineSize = op.op === "ripple" ? `${(100 * sum(next.lengths)) / drag.scale}%` : "";
  tip(next);
};

const finish = () => {
  const { node, start, next, op } = drag;
  drag = null;
  hold(false);
  delete node.dataset.held;
  $("tip").hidden = true;
  $("bar").style.inlineSize = "";
  if (!op || String(next.lengths) === String(start.lengths)) return clear();
  post(op, start.lengths);
  return hear(next, Number(node.dataset.cut));
};

const cancel = () => {
  if (!drag) return;
  drag.op = null;
  paint(drag.start);
  finish();
};

const equal = (event) => {
  const cut = event.target.closest?.(".cut");
  if (!cut || !editable()) return;
  const place = Number(cut.dataset.cut);
  const { lengths } = timing();
  const delta = Math.ceil((lengths[place] + lengths[place + 1]) / 2) - lengths[place];
  if (delta) gesture({ op: "roll", cut: place, delta });
};

const placeOf = (node) => {
  const slug = node.closest("[data-shot]").dataset.shot;
  return segments().findIndex((segment) => segment.dataset.shot === slug);
};

const click = (event) => {
  const node = event.target.closest?.("[data-step], [data-lock], [data-hold], [data-gesture]");
  if (!node || !editable()) return;
  const { step, gesture: ready } = node.dataset;
  if (step) stepShot(placeOf(node), Number(step));
  else if ("lock" in node.dataset) lock(placeOf(node));
  else if ("hold" in node.dataset) gesture({ op: "hold", on: !timing().hold });
  else if (ready) gesture(JSON.parse(ready));
};

const submit = (event) => {
  if (event.target.id !== "timing-form") return;
  event.preventDefault();
  // Enter in the total has changed it by now: that was the gesture.
  const { name, value } = event.submitter ?? {};
  if (name === "op" && value !== "retotal" && event.submitter.getAttribute("aria-disabled") !== "true") gesture({ op: value });
};

const retotal = () => {
  const field = $("total");
  const wanted = Math.round(Number(field.value));
  const now = timing();
  if (!Number.isFinite(wanted) || wanted === now.total) return void (field.value = now.total);
  const value = nearestTotal(now.limits, wanted);
  if (value !== wanted) field.value = value;
  gesture({ op: "retotal", value: wanted });
};

// Hovering Fit shows what it would do.
const preview = (event) => {
  const fit = event.target.closest?.("#fit");
  if (!fit || fit.getAttribute("aria-disabled") === "true" || drag) return;
  const now = timing();
  const next = apply(now, { op: "fit" });
  if (!next) return;
  const on = event.type === "pointerover" || event.type === "focusin";
  segments().forEach((node) => node.classList.toggle("ghost", on));
  $("bar").style.inlineSize = on ? `${Math.min(100, (100 * next.total) / sum(now.lengths))}%` : "";
  paint(on ? next : now);
};

const note = ({ detail }) => {
  const slot = $("timing-slot");
  slot.dataset.kind = "note";
  slot.textContent = detail.words;
  setTimeout(() => slot.textContent === detail.words && (slot.textContent = ""), 8000);
};

document.addEventListener("keydown", (event) => (event.key === "Escape" && drag ? cancel() : keys(event)));
document.addEventListener("pointerdown", down);
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", () => drag && finish());
document.addEventListener("pointercancel", cancel);
document.addEventListener("dblclick", equal);
document.addEventListener("click", click);
document.addEventListener("submit", submit);
document.addEventListener("change", (event) => event.target.id === "total" && retotal());
for (const name of ["pointerover", "pointerout", "focusin", "focusout"]) document.addEventListener(name, preview);
document.body.addEventListener("timing:note", note);
