// Fields save themselves: 600 ms after the last key, on blur, when the page is hidden. What is not saved yet is kept in
// localStorage and marked data-dirty, so that no morph takes it away. One save per field is under way at a time.
import { tab } from "../live.js";
import { $, say, send, words } from "./wire.js";

const IDLE = 600;
const WAITS = [1, 2, 4, 8, 15, 30];
const fields = new Map();
// A tab keeps its name when it is loaded anew, so its saves go on rising too: the server drops one that was overtaken.
const next = () => (sessionStorage.saves = Math.max(Number(sessionStorage.saves ?? 0) + 1, Date.now()));
let shown = 0;

const element = (name) => document.querySelector(`[data-field="${CSS.escape(name)}"]`);
const valueOf = (el) => (el.type === "checkbox" ? (el.checked ? "on" : "") : el.value);
const draft = (name) => `draft:${name}`;

const status = (state) => {
  const place = $("savestate");
  if (!place || place.dataset.state === state) return;
  const trouble = ["retrying", "offline"];
  const announce = trouble.includes(state) || trouble.includes(place.dataset.state);
  place.dataset.state = state;
  place.lastElementChild.setAttribute("aria-live", announce ? "polite" : "off");
  place.lastElementChild.textContent = place.dataset[state];
};

const settle = () => {
  clearTimeout(shown);
  const waiting = [...fields.values()];
  if (waiting.some((field) => field.tries)) return status(navigator.onLine ? "retrying" : "offline");
  if (!waiting.some((field) => field.busy || field.timer)) return status("saved");
  shown = setTimeout(() => status("saving"), 400);
  return undefined;
};

const fieldOf = (el) => {
  const name = el.dataset.field;
  if (!fields.has(name)) fields.set(name, { name, url: el.dataset.save, base: el.dataset.base ?? "", tries: 0, timer: 0, busy: false, stopped: false });
  return fields.get(name);
};

const keep = (el) => {
  const field = fieldOf(el);
  if (!el.hasAttribute("data-dirty") && !field.busy) field.base = el.dataset.base ?? "";
  field.value = valueOf(el);
  el.dataset.dirty = "";
  localStorage.setItem(draft(field.name), JSON.stringify({ value: field.value, at: Date.now() }));
  return field;
};

const done = (field, sent) => {
  const el = element(field.name);
  if (field.value !== sent) return flush(field);
  localStorage.removeItem(draft(field.name));
  if (el) {
    delete el.dataset.dirty;
    el.dataset.base = field.base;
  }
  fields.delete(field.name);
  return settle();
};

const refused = (field, text) => {
  const slot = $(`e-${field.name.replace(":", "-")}`);
  if (slot) slot.textContent = text;
  element(field.name)?.setAttribute("aria-invalid", "true");
};

export const flush = async (field, keepalive = false) => {
  clearTimeout(field.timer);
  field.timer = 0;
  if (field.busy || field.stopped) return;
  const sent = field.value;
  field.busy = true;
  settle();
  try {
    const values = { field: field.name.split(":")[1], value: sent, base: field.base, tab, seq: next() };
    const before = () => element(field.name)?.value === sent && element(field.name).tagName === "SELECT" && delete element(field.name).dataset.dirty;
    const answer = await send("PATCH", field.url, values, { keepalive, before });
    field.busy = false;
    field.tries = 0;
    refused(field, answer.status === 422 ? answer.words : "");
    if (answer.status === 200) element(field.name)?.removeAttribute("aria-invalid"), done(field, sent);
    else field.stopped = answer.status === 409 || answer.status === 410;
  } catch {
    field.busy = false;
    field.timer = setTimeout(() => flush(field), WAITS[Math.min(field.tries++, WAITS.length - 1)] * 1000);
  }
  settle();
};

const soon = (field) => {
  clearTimeout(field.timer);
  field.timer = setTimeout(() => flush(field), IDLE);
  settle();
};

const saved = ({ detail }) => {
  const field = fields.get(detail.field);
  if (!field) return;
  field.base = detail.base;
  if (detail.text === undefined) return;
  const el = element(detail.field);
  if (el && el.value === field.value) (el.value = detail.text), (field.value = detail.text), el.dispatchEvent(new Event("mention:mark"));
};

const typed = ({ target }) => {
  if (!target.dataset?.field || target.readOnly) return;
  if (target.matches("select, [type=checkbox]")) flush(keep(target));
  else soon(keep(target));
};

const left = ({ target }) => {
  const field = fields.get(target.dataset?.field);
  if (field?.timer && !field.tries) flush(field);
};

export const flushAll = () => Promise.all([...fields.values()].filter((field) => !field.busy).map((field) => flush(field)));
const leave = () => [...fields.values()].forEach((field) => flush(field, true));

// What an earlier visit could not save is offered, never put in by itself.
const found = (el) => {
  const text = localStorage.getItem(draft(el.dataset.field));
  if (!text || el.dataset.dirty !== undefined || el.dataset.offered) return;
  const { value, at } = JSON.parse(text);
  if (value === valueOf(el)) return localStorage.removeItem(draft(el.dataset.field));
  el.dataset.offered = "";
  const box = Object.assign(document.createElement("div"), { className: "found" });
  const button = (label, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: label });
    made.onclick = () => (box.remove(), act());
    return made;
  };
  box.append(
    words("found", { s: new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) }),
    button(words("use"), () => ((el.value = value), el.dispatchEvent(new Event("input", { bubbles: true })), el.focus())),
    button(words("drop"), () => localStorage.removeItem(draft(el.dataset.field))),
  );
  return (el.closest(".mention") ?? el).after(box);
};

export const lookForDrafts = () => document.querySelectorAll("textarea[data-field], input[type=text][data-field]").forEach(found);

// The conflict card: mine goes over theirs, theirs comes into the field, or both go in one after the other.
const choose = ({ target }) => {
  const button = target.closest("[data-keep]");
  const card = button?.closest("[data-conflict]");
  if (!card) return;
  const text = card.querySelector(`[data-text=${button.dataset.keep}]`).value;
  const el = element(card.dataset.conflict);
  card.remove();
  if (!el) return;
  const field = fieldOf(el);
  Object.assign(field, { stopped: false, base: card.dataset.base, value: text });
  el.dataset.base = card.dataset.base;
  el.value = text;
  el.dataset.dirty = "";
  el.focus();
  flush(field);
  say(button.textContent);
};

document.addEventListener("input", typed);
document.addEventListener("focusout", left);
document.addEventListener("click", choose);
document.body.addEventListener("field:saved", saved);
document.addEventListener("visibilitychange", () => document.hidden && leave());
window.addEventListener("pagehide", leave);
window.addEventListener("online", () => fields.forEach((field) => flush(field)));
