// The areas beside the picture: a list, what each lacks, and the chosen one's name, direction and points.
import { STILL, MOST, bearing, changed, curveOf, drawn, lacking, painted, pathOf, place, removed, share, turned } from "./motion-model.js";
import { begin, choose, dialog, doc, heard, nameOf, part, put, ready, say, state, told, update } from "./motion-state.js";
import { nudge, take } from "./motion-tools.js";

const $ = (id) => document.getElementById(id);
const node = (tag, values = {}, ...inside) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) {
    if (name === "className" || name === "onclick" || name === "value") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside);
  return made;
};
const percent = (value) => Math.round(value * 1000) / 10;
const ratio = () => state.surface.ratio;
const path = () => pathOf(doc(), state.active);
const swatch = (area) => node("span", { className: `motion-swatch swatch-${area < 0 ? "still" : area}`, "aria-hidden": "true" }, node("b", {}, area < 0 ? "■" : String(area)));

const stands = (area) => {
  if (!painted(doc(), area)) return told("notPainted");
  if (area === STILL) return told("pinned");
  return pathOf(doc(), area).length > 1 ? told("points", { n: pathOf(doc(), area).length }) : told("noPath");
};

const row = (area) => {
  const button = node("button", { type: "button", className: "motion-pick", "data-area": area, "aria-pressed": String(area === state.active), onclick: () => choose(area) });
  const words = node("span", {}, node("b", {}, nameOf(area)), node("span", { className: "hint" }, stands(area)));
  if (area > 0 && doc().areas[area - 1].name) button.append(node("span", { className: "visually-hidden" }, told("area", { n: area })));
  button.append(swatch(area), words);
  return node("li", {}, button);
};

const still = (area) => {
  put(removed(doc(), area, STILL));
  choose(STILL);
  part("areas").querySelector(`[data-area="${STILL}"]`).focus();
};

const draw = (area, tool) => {
  choose(area);
  take(tool);
  $("motion-canvas").focus();
};

const button = (words, onclick) => node("button", { type: "button", className: "button small", onclick }, words);

const note = ([area, what]) =>
  what === "path"
    ? node("li", {}, node("p", {}, told("lacksPath", { n: area })), button(told("drawPath"), () => draw(area, "path")), button(told("makeStill"), () => still(area)))
    : node("li", {}, node("p", {}, told("lacksPaint", { n: area })), button(told("paintIt"), () => draw(area, "brush")));

const free = (id) => document.activeElement !== $(id);

const field = (number, axis) => {
  const input = node("input", { type: "number", min: 0, max: 100, step: 0.1, className: "input", "data-point": number, "data-axis": axis, autocomplete: "off" });
  input.setAttribute("aria-label", `${told("point", { n: number + 1 })}, ${axis ? "y" : "x"} %`);
  return input;
};

const points = () => {
  const body = part("points");
  part("table").hidden = !path().length;
  if (body.rows.length !== path().length) {
    const label = (number) => told("removePoint", { n: number + 1 });
    body.replaceChildren(...path().map((_point, number) => node("tr", {},
      node("th", { scope: "row" }, String(number + 1)),
      node("td", {}, field(number, 0)),
      node("td", {}, field(number, 1)),
      node("td", {}, node("button", { type: "button", className: "button ghost square small", "data-drop-point": number, "aria-label": label(number) }, "✕")),
    )));
  }
  for (const input of body.querySelectorAll("input")) {
    if (input !== document.activeElement) input.value = percent(path()[input.dataset.point][input.dataset.axis]);
  }
  [...body.rows].forEach((each, number) => each.toggleAttribute("data-chosen", number === state.point));
};

const details = () => {
  const here = state.active > 0 && doc().areas[state.active - 1];
  part("area").hidden = !here;
  part("pinned").hidden = state.active !== STILL;
  if (!here) return;
  const { direction, distance } = bearing(path(), ratio());
  part("title").textContent = told("area", { n: state.active });
  if (free("motion-name")) $("motion-name").value = here.name;
  if (free("motion-direction")) $("motion-direction").value = path().length > 1 ? Math.round(direction) % 360 : "";
  if (free("motion-distance")) $("motion-distance").value = path().length > 1 ? Math.round(distance * 100) : "";
  if (free("motion-curve")) $("motion-curve").value = curveOf(path(), ratio());
  points();
};

const show = () => {
  if (!state.surface) return;
  const focused = document.activeElement?.closest?.(".motion-pick")?.dataset.area;
  part("areas").replaceChildren(...doc().areas.map((_area, each) => row(each + 1)), row(STILL));
  if (focused) part("areas").querySelector(`[data-area="${focused}"]`)?.focus();
  const lacks = lacking(doc());
  part("notes").replaceChildren(...lacks.filter(([area]) => area === state.active).map(note));
  part("others").replaceChildren(...lacks.filter(([area]) => area !== state.active).map(note));
  for (const [name, off] of [["add", doc().areas.length >= MOST.areas], ["undo", !state.history.back.length], ["redo", !state.history.forth.length]]) {
    dialog.querySelector(`[data-do=${name}]`).setAttribute("aria-disabled", String(off));
  }
  details();
};

const give = (values, join) => put(changed(ready(), state.active, values), join);

// Direction, distance and curve make a path where there is none, and turn or stretch the one there is.
const start = () => path()[0] ?? state.surface.layers.middle(state.active) ?? [0.5, 0.5];
const wish = () => ({ direction: Number($("motion-direction").value || 90), distance: Number($("motion-distance").value || 20) / 100 });
const steer = () => give({ path: path().length > 1 ? turned(path(), wish(), ratio()) : drawn(start(), wish(), "straight", ratio()) }, "steer");
const bend = () => $("motion-curve").value && give({ path: drawn(start(), wish(), $("motion-curve").value, ratio()) });

const set = ({ dataset, value }) => {
  if (value === "") return;
  const to = path().map((each, number) => (number === Number(dataset.point) ? each.map((was, axis) => (axis === Number(dataset.axis) ? share(value / 100) : was)) : each));
  give({ path: to }, `point ${dataset.point} ${dataset.axis}`);
};

const typed = ({ target }) => {
  if (target.id === "motion-name") give({ name: target.value.slice(0, 40) }, "name");
  else if (["motion-direction", "motion-distance"].includes(target.id) && target.value !== "") steer();
  else if (target.id === "motion-curve") bend();
  else if (target.dataset.point && target.matches("input")) set(target);
};

const add = () => {
  const [before, last] = [path().at(-2), path().at(-1)];
  if (path().length >= MOST.path) return say(told("full"));
  const next = last ? place([last[0] + (before ? last[0] - before[0] : 0.1), last[1] + (before ? last[1] - before[1] : 0)]) : start();
  give({ path: [...path(), next] });
  state.point = path().length - 1;
  update();
  return part("points").rows[state.point]?.querySelector("input").focus();
};

const drop = (number) => {
  give({ path: path().filter((_each, place) => place !== number) });
  (part("points").rows[Math.min(number, path().length - 1)]?.querySelector("input") ?? dialog.querySelector("[data-do=add-point]")).focus();
};

const remove = () => {
  put(removed(doc(), state.active));
  dialog.querySelector("[data-do=add]").focus();
};

export const DO = {
  add: begin,
  "add-point": add,
  "drop-path": () => give({ path: [] }),
  still: () => still(state.active),
  remove,
  "clear-still": () => put(removed(doc(), STILL)),
};

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1] };
const keys = (event) => {
  const { point, axis } = event.target.dataset;
  if (point === undefined || !ARROWS[event.key]) return;
  event.preventDefault();
  const way = ARROWS[event.key][1];
  nudge(Number(point), axis === "0" ? [-way, 0] : [0, -way], event.shiftKey ? 0.05 : 0.01);
  event.target.value = percent(path()[point][axis]);
};

dialog.addEventListener("input", typed);
part("points").addEventListener("keydown", keys);
part("points").addEventListener("focusin", ({ target }) => target.dataset.point && ((state.point = Number(target.dataset.point)), update()));
part("points").addEventListener("click", ({ target }) => target.dataset.dropPoint && drop(Number(target.dataset.dropPoint)));
heard(show);
