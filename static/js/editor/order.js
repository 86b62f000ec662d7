// The order of the shots: dragged, lifted with Space on the grip, or moved by key and menu.
import { $, act, current, editable, editor, say, words } from "./wire.js";

const THRESHOLD = 6;
const PRESS = 150;
export const cards = () => [...document.querySelectorAll("#shots > .shot")];
export const order = () => cards().map((card) => card.dataset.shot);
export const place = (slug = current()) => order().indexOf(slug);

// Moving: the page shows it at once; what the server stores comes back as the truth.
const arrange = (slugs, base) => {
  const list = $("shots");
  slugs.forEach((slug, each) => {
    const card = $(`shot-${slug}`);
    if (list.children[each] !== card) list.insertBefore(card, list.children[each] ?? null);
  });
  return act("POST", editor.dataset.order, { ids: slugs, base });
};

export const moveTo = (slug, to) => {
  if (!editable()) return;
  const base = order();
  const slugs = base.filter((each) => each !== slug);
  slugs.splice(Math.min(Math.max(0, to), slugs.length), 0, slug);
  if (String(slugs) === String(base)) return;
  const held = document.activeElement;
  arrange(slugs, base);
  if (held?.isConnected) held.focus();
  say(words("moved", { n: slugs.indexOf(slug) + 1, m: slugs.length }));
};

// Keys on the grip: Space lifts, arrows move, Space drops, Escape restores.
let lifted = null;
const gripKeys = (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip) return;
  const slug = grip.closest(".shot").dataset.shot;
  const count = { m: order().length };
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  if (event.key === " " && lifted) {
    const { base } = lifted;
    lifted = null;
    delete $(`shot-${slug}`).dataset.lifted;
    if (String(base) !== String(order())) act("POST", editor.dataset.order, { ids: order(), base });
    say(words("dropped", { n: place(slug) + 1, ...count }));
  } else if (event.key === " ") {
    lifted = { slug, base: order() };
    $(`shot-${slug}`).dataset.lifted = "";
    say(words("lifted", { n: place(slug) + 1, ...count }));
  } else if (step && lifted) {
    const slugs = order().filter((each) => each !== slug);
    slugs.splice(Math.min(Math.max(0, place(slug) + step), slugs.length), 0, slug);
    slugs.forEach((each) => $("shots").insertBefore($(`shot-${each}`), $("shot-add")));
    grip.focus();
    say(words("moved", { n: place(slug) + 1, ...count }));
  } else if (event.key === "Escape" && lifted) {
    lifted.base.forEach((each) => $("shots").insertBefore($(`shot-${each}`), $("shot-add")));
    delete $(`shot-${slug}`).dataset.lifted;
    lifted = null;
    grip.focus();
    say(words("restored"));
  } else return;
  event.preventDefault();
  event.stopPropagation();
};

let drag = null;
const down = (event) => {
  const card = event.target.closest?.("#shots > .shot");
  if (drag) return end(false);
  if (!card || !editable() || event.button || event.target.closest("input, .shot-more, .length")) return;
  const touch = event.pointerType !== "mouse";
  if (touch && !event.target.closest("[data-grip]")) return;
  drag = { card, id: event.pointerId, x: event.clientX, y: event.clientY, since: performance.now(), touch, on: false };
};

const lift = () => {
  const boxes = cards().map((card) => card.getBoundingClientRect());
  const from = cards().indexOf(drag.card);
  Object.assign(drag, { on: true, boxes, from, to: from, base: order(), down: boxes.length > 1 && boxes[1].top > boxes[0].top });
  drag.card.dataset.lifted = "";
  $("strip").dataset.dirty = "";
  navigator.vibrate?.(8);
  try {
    drag.card.setPointerCapture(drag.id);
  } catch {
    // The pointer may be gone by now; its cancel event ends the drag.
  }
};

const move = (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.on) {
    if (Math.hypot(dx, dy) < THRESHOLD || (drag.touch && performance.now() - drag.since < PRESS)) return;
    lift();
  }
  const { boxes, from, down: vertical } = drag;
  const size = vertical ? boxes[from].height : boxes[from].width + 12;
  const list = $("shots");
  const edge = list.getBoundingClientRect();
  if (!vertical && event.clientX > edge.right - 40) list.scrollLeft += 12;
  if (!vertical && event.clientX < edge.left + 40) list.scrollLeft -= 12;
  const shift = vertical ? dy : dx;
  drag.to = Math.min(boxes.length - 1, Math.max(0, from + Math.round(shift / size)));
  cards().forEach((card, each) => {
    const over = each > from && each <= drag.to ? -size : each < from && each >= drag.to ? size : 0;
    const by = card === drag.card ? shift : over;
    card.style.translate = vertical ? `0 ${by}px` : `${by}px 0`;
  });
};

const end = (keep) => {
  if (!drag) return;
  const { on, card, from, to, base } = drag;
  drag = null;
  if (!on) return;
  cards().forEach((each) => (each.style.translate = ""));
  delete card.dataset.lifted;
  delete $("strip").dataset.dirty;
  document.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
  setTimeout(() => document.body.click(), 0);
  if (!keep || from === to) return;
  const slugs = base.filter((slug) => slug !== card.dataset.shot);
  slugs.splice(to, 0, card.dataset.shot);
  arrange(slugs, base);
  say(words("moved", { n: to + 1, m: slugs.length }));
};

export const cancelDrag = () => {
  const on = Boolean(drag?.on);
  end(false);
  return on;
};

document.addEventListener("keydown", gripKeys, true);
document.addEventListener("pointerdown", down);
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", () => end(true));
document.addEventListener("pointercancel", () => end(false));
