// The strip: one chosen shot, ticks, and what can be done to a shot by key and menu.
import { pop } from "../shell.js";
import { register } from "../shortcuts.js";
import { $, act, current, editable, editor, send } from "./wire.js";
import { flushAll } from "./autosave.js";
import { chosen, inside } from "./stage.js";
import { gesture, lock, stepShot } from "./gestures.js";
import { cards, cancelDrag, moveTo, order, place } from "./order.js";

const shotUrl = (slug, tail = "") => `/_/s/${slug}/${tail}`;

const mark = (slug) => {
  for (const node of document.querySelectorAll("#shots > .shot, .segment")) node.toggleAttribute("data-current", node.dataset.shot === slug);
  for (const card of cards()) {
    const here = card.dataset.shot === slug;
    const open = card.querySelector(".shot-open");
    if (here) open.setAttribute("aria-current", "true");
    else open.removeAttribute("aria-current");
    card.querySelectorAll(".shot-tick, .shot-grip, .shot-more").forEach((each) => (here ? each.removeAttribute("tabindex") : each.setAttribute("tabindex", "-1")));
  }
};

export const choose = async (slug, focus = false) => {
  if (!slug) return;
  mark(slug);
  chosen(slug);
  const card = $(`shot-${slug}`);
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (focus) card?.querySelector(".shot-open").focus({ preventScroll: true });
  history.replaceState(history.state, "", `?shot=${slug}`);
  if (slug === $("inspector").dataset.shot) return;
  flushAll();
  $("inspector").setAttribute("aria-busy", "true");
  await send("GET", editor.dataset.inspector, { shot: slug }).catch(() => {});
  $("inspector").removeAttribute("aria-busy");
};

const neighbour = (by) => choose(order()[Math.min(Math.max(0, place() + by), order().length - 1)], Boolean(document.activeElement?.closest("#strip")));

// Ticks and what the ticked shots can be told.
let ranged = null;
const ticks = () => cards().map((card) => card.querySelector(".shot-tick")).filter(Boolean);
const ticked = () => ticks().filter((tick) => tick.checked).map((tick) => tick.value);
const count = () => {
  const bulk = $("bulk");
  if (!bulk) return;
  const all = ticked().length;
  bulk.hidden = !all;
  if (all) $("bulk-count").textContent = $("bulk-count").dataset[all === 1 ? "one" : "many"].replace("%s", all);
};
const tick = (slug, on) => {
  const box = $(`tick-${slug}`);
  if (box) box.checked = on ?? !box.checked;
  count();
};

const clicks = (event) => {
  const open = event.target.closest?.("[data-choose]");
  const menu = event.target.closest?.("[data-shot-menu]");
  const bulk = event.target.closest?.("[data-bulk-action]");
  if (open && !event.defaultPrevented) {
    event.preventDefault();
    const slug = open.dataset.choose;
    if (event.ctrlKey || event.metaKey) return tick(slug);
    if (event.shiftKey) {
      const [from, to] = [place(), place(slug)].sort((a, b) => a - b);
      order().slice(from, to + 1).forEach((each) => tick(each, true));
      return undefined;
    }
    return choose(slug);
  }
  if (menu) return openMenu(menu);
  if (bulk) {
    const ids = ticked();
    ticks().forEach((each) => (each.checked = false));
    count();
    return act("POST", editor.dataset.bulk, { action: bulk.dataset.bulkAction, ids });
  }
  if (event.target.closest?.("[data-bulk-clear]")) ticks().forEach((each) => (each.checked = false)), count();
  if (event.target.matches?.(".shot-tick")) {
    if (event.shiftKey && ranged !== null) order().slice(...[ranged, place(event.target.value)].sort((a, b) => a - b)).forEach((each) => tick(each, true));
    ranged = place(event.target.value);
    count();
  }
  return undefined;
};

const openMenu = async (button) => {
  await choose(button.closest(".shot").dataset.shot);
  pop(button, $("shot-menu"));
};

const add = (after) => editable() && act("POST", editor.dataset.add, { at: order().length ? place() + after : 0 });
const onShot = (run) => () => current() && editable() && run(current());
const step = (by) => onShot((slug) => stepShot(place(slug), by));

register({
  "shot-back": () => neighbour(-1),
  "shot-forward": () => neighbour(1),
  "shot-add": () => add(1),
  "shot-add-before": () => add(0),
  "shot-duplicate": onShot((slug) => act("POST", shotUrl(slug, "duplicate/"))),
  "shot-split": onShot((slug) => act("POST", shotUrl(slug, "split/"), inside() === null ? {} : { at: inside() })),
  "shot-delete": onShot((slug) => (ticked().length ? document.querySelector("[data-bulk-action=delete]").click() : act("DELETE", shotUrl(slug)))),
  "shot-earlier": onShot((slug) => moveTo(slug, place(slug) - 1)),
  "shot-later": onShot((slug) => moveTo(slug, place(slug) + 1)),
  "shot-first": onShot((slug) => moveTo(slug, 0)),
  "shot-last": onShot((slug) => moveTo(slug, order().length - 1)),
  "shot-tick": onShot((slug) => tick(slug)),
  "shot-tick-all": () => (ticks().forEach((each) => (each.checked = true)), count()),
  "shot-lock": onShot((slug) => lock(place(slug))),
  "shot-longer": step(1),
  "shot-shorter": step(-1),
  even: () => gesture({ op: "even" }),
  fit: () => gesture({ op: "fit" }),
});

document.addEventListener("click", clicks);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!cancelDrag() && ticked().length && !event.defaultPrevented) ticks().forEach((each) => (each.checked = false)), count();
});
// htmx tells of it before the parts are in their places.
document.body.addEventListener("shot:chosen", ({ detail: { shot } }) => setTimeout(() => {
  if (!shot) return;
  history.replaceState(history.state, "", `?shot=${shot}`);
  chosen(shot);
  const card = $(`shot-${shot}`);
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (document.activeElement === document.body) card?.querySelector(".shot-open").focus({ preventScroll: true });
}));
document.body.addEventListener("htmx:afterSettle", count);
