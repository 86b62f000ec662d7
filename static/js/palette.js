// The command palette: places from the server, actions from the shortcut table. The shell loads this when it is first opened.
import { actions, show as keys } from "./shortcuts.js";

const MOST = 8;
const dialog = document.getElementById("palette");
const input = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const status = dialog.querySelector("[role=status]");
let places = null;
let rows = [];
let at = 0;

const load = () => {
  places ??= fetch(dialog.dataset.source, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { places: [] }))
    .then((body) => body.places)
    .catch(() => []);
  return places;
};

const recent = () => (localStorage.palette ?? "").split("\n").filter(Boolean);
const name = (row) => row.url ?? row.action;

// What begins with the words typed, then what holds them; among equals what was used last.
const found = (all, typed) => {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const used = recent();
  const text = (row) => `${row.words} ${row.group ?? ""}`.toLowerCase();
  const begins = (row) => (row.words.toLowerCase().startsWith(parts[0] ?? "") ? 0 : 1);
  const age = (row) => (used.includes(name(row)) ? used.indexOf(name(row)) : MOST);
  return all.filter((row) => parts.every((part) => text(row).includes(part))).sort((a, b) => begins(a) - begins(b) || age(a) - age(b)).slice(0, MOST);
};

const choose = (place) => {
  at = rows.length ? (place + rows.length) % rows.length : 0;
  [...list.children].forEach((item, each) => item.setAttribute("aria-selected", String(each === at)));
  input.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
};

const go = (place, apart) => {
  const row = rows[place];
  if (!row) return;
  localStorage.palette = [name(row), ...recent().filter((each) => each !== name(row))].slice(0, MOST).join("\n");
  dialog.close();
  if (row.run) row.run();
  else if (apart) window.open(row.url, "_blank", "noopener");
  else location.assign(row.url);
};

const option = (row, place) => {
  const item = Object.assign(document.createElement("div"), { id: `palette-${place}`, role: "option" });
  const words = Object.assign(document.createElement("span"), { className: "grow", textContent: row.words });
  item.append(words, Object.assign(document.createElement(row.run ? "kbd" : "span"), { className: row.run ? "" : "hint", textContent: row.group ?? "" }));
  item.onclick = (event) => go(place, event.ctrlKey || event.metaKey);
  return item;
};

export const show = async () => {
  const all = [...actions().map((row) => ({ ...row, group: keys(row.keys[0]) })), ...(await load())];
  rows = found(all, input.value);
  list.replaceChildren(...rows.map(option));
  status.textContent = rows.length ? "" : status.dataset.none;
  choose(0);
};

dialog.addEventListener("close", () => (input.value = ""));
input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  const acts = { ArrowDown: () => choose(at + 1), ArrowUp: () => choose(at - 1), Enter: () => go(at, event.ctrlKey || event.metaKey) };
  if (acts[event.key]) (event.preventDefault(), acts[event.key]());
});
