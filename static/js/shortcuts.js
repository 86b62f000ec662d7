// One table of shortcuts. A page registers what an action does; without that the key is left alone.
// Single keys work only outside text fields, menus and dialogs, never while composing, and can be turned off.
// Every row can be given other keys; both choices stay in this browser.

const ACTIONS = new Map();
const TABLE = document.getElementById("shortcut-table");
const USUAL = TABLE ? JSON.parse(TABLE.textContent) : [];
const TEXT = "input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select, [contenteditable]";
const APART = "dialog[open], [popover]";
const ARROWED = "[aria-haspopup], input[type=radio], input[type=range], [role=slider]";
const LEFT_ALONE = /^(Enter|Tab|Escape| |F6|Alt\+Arrow(Left|Right)|Ctrl\+[TWNLR[\]])$/;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES = { Ctrl: MAC ? "⌘" : "Ctrl", Alt: MAC ? "⌥" : "Alt", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", "-": "−" };
let sequence = "";

const chosen = () => {
  try {
    return JSON.parse(localStorage.shortcuts ?? "{}");
  } catch {
    return {};
  }
};
let mine = chosen();
const rows = () => USUAL.map((row) => ({ ...row, keys: mine[row.action] ? [mine[row.action]] : row.keys }));

export const show = (keys) => keys.split(" ").flatMap((key) => key.split(/(?<!^)\+(?!$)/)).map((part) => NAMES[part] ?? part).join(" ");
export const register = (actions) => Object.entries(actions).forEach(([name, act]) => ACTIONS.set(name, act));
export const actions = () => rows().filter((row) => ACTIONS.has(row.action)).map((row) => ({ ...row, run: ACTIONS.get(row.action) }));
export const run = (name) => ACTIONS.get(name)?.();

const single = () => localStorage.singleKeys !== "off";
const bare = (event) => ["Shift", "Control", "Alt", "Meta"].includes(event.key);

const pressed = (event) => {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  const letter = event.key.length === 1;
  if (event.shiftKey && (!letter || /[a-z]/i.test(event.key))) parts.push("Shift");
  parts.push(letter ? event.key.toUpperCase() : event.key);
  return parts.join("+");
};

const taken = (node, key) => node.closest?.(`${TEXT}, ${APART}`) || (/Arrow|Home|End|Page/.test(key) && node.closest?.(ARROWED));

// Until the next frame the focus may still be in a dialog that was just closed; whoever types then means the page.
const aim = ({ target }) => (target.closest?.("dialog:not([open])") ? document.body : target);

const wanted = (event, key) => {
  if (!/Ctrl|Alt/.test(key) && (!single() || taken(aim(event), key))) return null;
  const inText = aim(event).closest?.(TEXT);
  return rows().find((row) => row.keys.includes(key) && ACTIONS.has(row.action) && !(inText && row.outside));
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || bare(event)) return;
  const key = pressed(event);
  const row = wanted(event, sequence ? `${sequence} ${key}` : key);
  if (row) {
    event.preventDefault();
    ACTIONS.get(row.action)(event);
  }
  sequence = !row && key === "G" && !taken(aim(event), key) ? "G" : "";
  if (sequence) setTimeout(() => (sequence = ""), 1200);
});

const sheet = document.getElementById("shortcuts");
const list = sheet?.querySelector("[data-keys]");
const status = sheet?.querySelector("[role=status]");
let waiting = null;

const keep = (changed) => {
  mine = changed;
  localStorage.shortcuts = JSON.stringify(mine);
};

const line = (row) => {
  const box = document.createElement("div");
  const button = Object.assign(document.createElement("button"), { type: "button" });
  const asked = waiting === row.action;
  box.append(Object.assign(document.createElement("span"), { textContent: row.words }), button);
  button.dataset.action = row.action;
  button.setAttribute("aria-pressed", String(asked));
  button.setAttribute("aria-label", sheet.dataset.change.replace("%s", row.words).replace("%k", row.keys.map(show).join(", ")));
  if (asked) button.textContent = sheet.dataset.press;
  else button.append(...row.keys.map((key) => Object.assign(document.createElement("kbd"), { textContent: show(key) })));
  return box;
};

const draw = (focused = "") => {
  list.replaceChildren(...rows().map(line));
  list.querySelector(`[data-action="${focused}"]`)?.focus();
};

const give = (key) => {
  const other = rows().find((row) => row.action !== waiting && row.keys.some((each) => each === key || each.startsWith(`${key} `)));
  const refused = LEFT_ALONE.test(key) ? sheet.dataset.left : other && sheet.dataset.taken.replace("%s", other.words);
  status.textContent = refused || "";
  if (refused) return;
  const action = waiting;
  waiting = null;
  keep({ ...mine, [action]: key });
  status.textContent = `${USUAL.find((row) => row.action === action).words}: ${show(key)}`;
  draw(action);
};

const stop = () => {
  const action = waiting;
  waiting = null;
  draw(action);
};

if (sheet) {
  const toggle = sheet.querySelector("[data-single-keys]");
  sheet.addEventListener("dialog:open", () => ((status.textContent = ""), (waiting = null), draw()));
  list.addEventListener("click", ({ target }) => {
    waiting = target.closest("button")?.dataset.action ?? waiting;
    if (waiting) draw(waiting);
  });
  sheet.addEventListener("keydown", (event) => {
    if (!waiting || bare(event)) return;
    event.stopPropagation();
    if (event.key === "Tab") return stop();
    event.preventDefault();
    return event.key === "Escape" ? stop() : give(pressed(event));
  });
  sheet.querySelector("[data-usual]").addEventListener("click", () => (keep({}), (status.textContent = ""), draw()));
  toggle.checked = single();
  toggle.onchange = () => (localStorage.singleKeys = toggle.checked ? "on" : "off");
}

const go = (id) => () => document.querySelector(`.rail a[data-go=${id}]`)?.click();
register({
  palette: () => document.querySelector("[data-opens=palette]")?.click(),
  shortcuts: () => document.querySelector("[data-opens=shortcuts]")?.click(),
  search: () => document.querySelector("input[type=search]")?.focus(),
  "go-projects": go("projects"),
  "go-elements": go("elements"),
  "go-trash": go("trash"),
  toast: () => [...document.querySelectorAll(".toast button")].at(-1)?.focus(),
});
