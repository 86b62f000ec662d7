// What the motion editor is at: the steps so far, the area and tool that are chosen, what is being drawn.
import { History, added, fits, painted, written } from "./motion-model.js";

export const dialog = document.getElementById("motion-editor");
export const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
export const told = (name, values = {}) => (dialog.dataset[name] ?? "").replace(/%([a-z])/g, (all, key) => values[key] ?? all);
export const say = (text) => (part("said").textContent = text);

export const state = { slug: "", surface: null, history: new History({ areas: [], marks: [] }), active: 1, tool: "brush", size: 0.06, point: -1, draft: null, cursor: null, seconds: 1, stop: null };
export const doc = () => state.history.now;
export const nameOf = (area) => (area < 0 ? told("still") : doc().areas[area - 1]?.name || told("area", { n: area }));

let frame = 0;
export const redraw = () => {
  if (frame || state.stop) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    if (state.stop || !state.surface) return;
    const { active, point, draft, cursor, seconds } = state;
    const [grid, thirds] = ["motion-grid", "motion-thirds"].map((id) => document.getElementById(id).checked);
    state.surface.show(doc(), { active, point, draft, cursor, seconds, grid: grid || state.tool === "cells", thirds });
  });
};

const listeners = [];
export const heard = (run) => listeners.push(run);
// The panel and the picture anew; `saved` means that nothing has to be saved.
export const update = (saved = true) => {
  if (state.active > doc().areas.length) state.active = doc().areas.length || 1;
  if (state.point >= (doc().areas[state.active - 1]?.path.length ?? 0)) state.point = -1;
  listeners.forEach((run) => run(saved));
  redraw();
};

export const put = (next, join = "") => {
  if (!fits(next)) return (say(told("full")), false);
  if (written(next) === written(doc())) return (update(), true);
  state.history.put(next, join);
  update(false);
  return true;
};

export const step = (way) => {
  state.draft = null;
  if (!state.history[way]()) return;
  say(told(way === "undo" ? "undone" : "redone"));
  update(false);
};

// The document with an area to paint in: the first one makes itself.
export const ready = () => (state.active > 0 && !doc().areas.length ? added(doc()) : doc());

export const choose = (area) => {
  Object.assign(state, { active: area, point: -1, draft: null });
  say(told("chosen", { s: nameOf(area) }));
  update();
};

// A new area, or the first that nobody has begun.
export const begin = () => {
  const free = doc().areas.findIndex(({ path, name }, each) => !path.length && !name && !painted(doc(), each + 1));
  if (free < 0) put(added(doc()));
  choose(free < 0 ? doc().areas.length : free + 1);
};
