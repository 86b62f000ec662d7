// The tools on the picture: by pointer, dragged or clicked, and the same by keys.
import { COLUMNS, ERASED, ROWS, STILL, changed, marked, pathOf, place, stroke, track } from "./motion-model.js";
import { choose, dialog, doc, put, ready, redraw, say, state, told, update } from "./motion-state.js";

const canvas = document.getElementById("motion-canvas");
const NEAR = 0.004;
const TOUCH = 14;
const SHAPES = ["rectangle", "ellipse"];
const POINTED = ["polygon", "path"];

const ratio = () => state.surface.ratio;
const spot = ({ clientX, clientY }) => {
  const box = canvas.getBoundingClientRect();
  return place([(clientX - box.left) / box.width, (clientY - box.top) / box.height]);
};
const close = (a, b, far = NEAR) => Math.hypot(a[0] - b[0], (a[1] - b[1]) / ratio()) <= far;
const colour = () => (state.tool === "eraser" ? ERASED : state.active);
const percent = (value) => Math.round(value * 100);

export const lay = (mark) => {
  state.draft = null;
  return put(marked(ready(), mark));
};

// A polygon or a path of clicked points ends; a double-click has set its last point twice.
export const finish = () => {
  const { draft } = state;
  if (!draft) return false;
  state.draft = null;
  if (SHAPES.includes(draft.shape)) return lay(draft);
  const points = draft.points.filter((point, each, all) => !each || !close(point, all[each - 1]));
  if (draft.shape === "polygon") return points.length > 2 ? lay({ ...draft, points }) : (redraw(), false);
  if (points.length > 1) put(changed(ready(), state.active, { path: track(points, ratio()) }));
  redraw();
  return true;
};

export const drop = () => {
  if (!state.draft) return false;
  state.draft = null;
  say(told("dropped"));
  redraw();
  return true;
};

const add = (point) => {
  if (state.tool === "path" && state.active === STILL) return say(told("noStillPath"));
  state.draft ??= { area: state.active, points: [], ...(state.tool === "polygon" ? { shape: "polygon" } : {}) };
  state.draft.points = [...state.draft.points, point];
  say(told("drawing", { n: state.draft.points.length }));
  return redraw();
};

const cellOf = ([x, y]) => [Math.min(COLUMNS - 1, Math.floor(x * COLUMNS)), Math.min(ROWS - 1, Math.floor(y * ROWS))];
const corner = ([column, row]) => [column / COLUMNS, row / ROWS];
const owner = ([column, row]) => (state.surface.layers.paint(doc().marks), state.surface.layers.owner([(column + 0.5) / COLUMNS, (row + 0.5) / ROWS]));

const sayCell = (cell) => {
  const found = owner(cell);
  const words = found === state.active ? told("painted") : !found ? told("empty") : found === STILL ? told("still") : told("other", { n: found });
  say(told("cell", { c: cell[0] + 1, r: cell[1] + 1, s: words }));
};

const fill = (cell, area, join) => {
  state.cursor = { cell };
  if (owner(cell) !== area) put(marked(ready(), { area, shape: "cells", points: [corner(cell)] }), join);
  redraw();
  sayCell(cell);
};

let hold = null;
let pen = false;

const DOWN = {
  brush: (at) => (state.draft = { area: colour(), shape: "brush", points: [at], width: state.size }),
  cells: (at) => {
    hold.paints = owner(cellOf(at)) === state.active ? ERASED : state.active;
    fill(cellOf(at), hold.paints, hold.join);
  },
  shape: (at) => {
    hold.second = Boolean(state.draft);
    state.draft ??= { area: state.active, shape: state.tool, points: [at, at] };
    state.draft.points = [state.draft.points[0], at];
  },
  select: (at) => {
    const path = pathOf(doc(), state.active);
    const far = (TOUCH * state.surface.unit) / canvas.width;
    hold.point = path.findIndex((point) => close(point, at, far));
    state.point = hold.point;
    if (hold.point >= 0) return update();
    const found = state.surface.layers.owner(at);
    if (found) choose(found);
    return undefined;
  },
};
const kind = () => (state.tool === "eraser" ? "brush" : SHAPES.includes(state.tool) ? "shape" : state.tool);

const down = (event) => {
  if (event.button || !state.surface || (event.pointerType === "touch" && pen)) return;
  pen = event.pointerType === "pen";
  state.stop?.();
  canvas.focus({ preventScroll: true });
  canvas.setPointerCapture(event.pointerId);
  const at = spot(event);
  hold = { from: [event.clientX, event.clientY], at, moved: false, presses: [event.pressure], join: `hold ${event.timeStamp}`, trail: [at] };
  state.cursor = null;
  DOWN[kind()]?.(at);
  redraw();
};

const MOVE = {
  brush: (at, all) => state.draft && (state.draft.points = [...state.draft.points, ...all]),
  cells: (at) => fill(cellOf(at), hold.paints, hold.join),
  shape: (at) => state.draft && (state.draft.points = [state.draft.points[0], at]),
  select: (at) => hold.point >= 0 && put(changed(doc(), state.active, { path: pathOf(doc(), state.active).map((each, number) => (number === hold.point ? at : each)) }), hold.join),
  path: (at, all) => {
    if (state.active === STILL) return say(told("noStillPath"));
    hold.trail.push(...all);
    if (!hold.begun && state.draft) return undefined;
    hold.begun = true;
    return (state.draft = { area: state.active, points: hold.trail });
  },
};

const hover = (event) => {
  const brush = ["brush", "eraser"].includes(state.tool) && event.pointerType !== "touch";
  if (SHAPES.includes(state.tool) && state.draft) state.draft.points = [state.draft.points[0], spot(event)];
  if (brush) state.cursor = { point: spot(event), width: state.size };
  if (brush || state.draft) redraw();
};

const move = (event) => {
  if (!state.surface) return;
  if (!hold) return hover(event);
  hold.moved ||= Math.hypot(event.clientX - hold.from[0], event.clientY - hold.from[1]) > 4;
  if (!hold.moved) return;
  hold.presses.push(event.pressure);
  const all = (event.getCoalescedEvents?.() ?? []).map(spot);
  MOVE[kind()]?.(spot(event), all.length ? all : [spot(event)]);
  redraw();
};

// A pen that is pressed makes the brush up to 40 % wider or narrower.
const width = () => {
  const press = hold.presses.reduce((all, each) => all + each, 0) / hold.presses.length;
  return Math.round(state.size * (pen ? 0.6 + 0.8 * press : 1) * 1e4) / 1e4;
};

const UP = {
  brush: () => state.draft && lay({ ...state.draft, width: width(), points: stroke(state.draft.points, ratio()) }),
  shape: () => (hold.moved || hold.second) && state.draft && lay(state.draft),
  polygon: (at) => add(at),
  path: (at) => (hold.begun ? finish() : add(at)),
};

const up = (event) => {
  if (!hold) return;
  if (event.type === "pointercancel") state.draft = null;
  else UP[kind()]?.(spot(event));
  hold = null;
  redraw();
};

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const within = (value, most) => Math.min(most, Math.max(0, value));

const cellKey = (event) => {
  const [column, row] = state.cursor?.cell ?? [0, 0];
  const [x, y] = ARROWS[event.key] ?? [0, 0];
  const to = { Home: [0, row], End: [COLUMNS - 1, row] }[event.key] ?? [within(column + x, COLUMNS - 1), within(row + y, ROWS - 1)];
  if (event.key === " ") return fill([column, row], owner([column, row]) === state.active ? ERASED : state.active);
  if (event.shiftKey) fill([column, row], state.active, "keys");
  if (event.shiftKey) return fill(to, state.active, "keys");
  state.cursor = { cell: to };
  return (sayCell(to), redraw());
};

export const nudge = (number, [x, y], far) => {
  const path = pathOf(doc(), state.active);
  if (!path[number]) return;
  const to = place([path[number][0] + x * far, path[number][1] + y * far]);
  put(changed(doc(), state.active, { path: path.map((each, place) => (place === number ? to : each)) }), `nudge ${number}`);
  say(told("at", { n: number + 1, x: percent(to[0]), y: percent(to[1]) }));
};

const press = (point) => {
  if (POINTED.includes(state.tool)) return add(point);
  if (SHAPES.includes(state.tool)) {
    if (state.draft) return lay({ ...state.draft, points: [state.draft.points[0], point] });
    return (state.draft = { area: state.active, shape: state.tool, points: [point, point] });
  }
  return lay({ area: colour(), shape: "brush", points: [point], width: state.size });
};

const pointKey = (event) => {
  const point = state.cursor?.point ?? [0.5, 0.5];
  const far = event.shiftKey ? 0.05 : 0.01;
  if (event.key === " ") press(point);
  else if (!ARROWS[event.key]) return;
  const [x, y] = ARROWS[event.key] ?? [0, 0];
  const to = place([point[0] + x * far, point[1] + y * far]);
  state.cursor = { point: to, ...(["brush", "eraser"].includes(state.tool) ? { width: state.size } : {}) };
  if (SHAPES.includes(state.tool) && state.draft) state.draft.points = [state.draft.points[0], to];
  if (event.key !== " ") say(told("cursor", { x: percent(to[0]), y: percent(to[1]) }));
  redraw();
};

const selectKey = (event) => {
  const path = pathOf(doc(), state.active);
  if (event.key === " ") state.point = path.length ? (state.point + 1) % path.length : -1;
  if (event.key === " ") return update();
  return nudge(state.point, ARROWS[event.key] ?? [0, 0], event.shiftKey ? 0.05 : 0.01);
};

const keys = (event) => {
  if (!state.surface || event.ctrlKey || event.metaKey || event.altKey) return;
  const mine = ARROWS[event.key] || event.key === " " || (state.tool === "cells" && ["Home", "End"].includes(event.key));
  if (event.key === "Enter" && state.draft) return (event.preventDefault(), finish());
  if (!mine) return;
  event.preventDefault();
  state.stop?.();
  ({ cells: cellKey, select: selectKey })[state.tool]?.(event) ?? (["cells", "select"].includes(state.tool) || pointKey(event));
};

export const take = (tool) => {
  Object.assign(state, { tool, draft: null, cursor: tool === "cells" ? { cell: [0, 0] } : null });
  dialog.querySelectorAll("[data-tool]").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.tool === tool)));
  dialog.querySelectorAll("[data-for]").forEach((each) => (each.hidden = !each.dataset.for.split(" ").includes(tool)));
  canvas.dataset.takes = tool;
  redraw();
};

canvas.addEventListener("pointerdown", down);
canvas.addEventListener("pointermove", move);
canvas.addEventListener("pointerup", up);
canvas.addEventListener("pointercancel", up);
canvas.addEventListener("pointerleave", () => state.cursor?.width && !hold && ((state.cursor = null), redraw()));
canvas.addEventListener("dblclick", () => POINTED.includes(state.tool) && finish());
canvas.addEventListener("keydown", keys);
