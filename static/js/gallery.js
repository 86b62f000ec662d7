// Boards on the wall change places by drag, by menu and by Alt with the arrow keys; the order is sent whole.
import { open } from "./shell.js";

const THRESHOLD = 6;

const list = () => document.querySelector("[data-sorts]");
const send = () => {
  const wall = list();
  const ids = [...wall.children].map((item) => item.dataset.id);
  window.htmx.ajax("POST", wall.dataset.order, { source: wall, target: "#project-wall", swap: "morph:outerHTML", values: { ids } });
};

const step = (item, by) => {
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(item);
  else other.after(item);
  send();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) step(button.closest("[data-id]"), Number(button.dataset.move));
});

document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.("[data-sorts] > li");
  const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
  if (!item || !by || !event.altKey) return;
  event.preventDefault();
  step(item, by);
  item.querySelector("a").focus();
});

let drag = null;

const over = (event) => {
  if (!drag) return;
  if (!drag.moving) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < THRESHOLD) return;
    drag.moving = true;
    drag.item.classList.add("dragging");
    drag.item.setPointerCapture(event.pointerId);
  }
  const under = document.elementsFromPoint(event.clientX, event.clientY).map((node) => node.closest?.("[data-sorts] > li")).find((item) => item && item !== drag.item);
  if (!under) return;
  const box = under.getBoundingClientRect();
  if (event.clientX < box.left + box.width / 2) under.before(drag.item);
  else under.after(drag.item);
};

const end = (event) => {
  if (!drag) return;
  const { item, moving, home } = drag;
  drag = null;
  item.classList.remove("dragging");
  if (!moving) return;
  item.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
  if (event.type === "pointercancel" || event.key === "Escape") home.before ? home.next?.before(item) ?? list().append(item) : null;
  else send();
};

document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest("[data-sorts] > li");
  if (!item || event.button || event.target.closest("button, .menu") || event.pointerType === "touch") return;
  drag = { item, x: event.clientX, y: event.clientY, moving: false, home: { before: true, next: item.nextElementSibling } };
});
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-sorts]") && event.preventDefault());
document.addEventListener("pointermove", over);
document.addEventListener("pointerup", end);
document.addEventListener("pointercancel", end);
document.addEventListener("keydown", (event) => event.key === "Escape" && end(event));

// One dialog renames any board: the wall under it may be drawn anew while somebody types.
const dialog = document.getElementById("rename-board");
const form = dialog?.querySelector("form");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rename]");
  if (!button) return;
  form.dataset.to = button.dataset.rename;
  form.elements.title.value = button.dataset.title;
  open(dialog, document.querySelector(`[data-menu="${button.closest(".menu").id}"]`));
  form.elements.title.select();
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  window.htmx.ajax("POST", form.dataset.to, { source: form, target: "#project-wall", swap: "morph:outerHTML", values: { title: form.elements.title.value } });
});
form?.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && dialog.close());
