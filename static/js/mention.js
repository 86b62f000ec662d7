// @mention: a list at the caret while typing, and a layer behind the text that marks known and unknown names.
//
//   <div class="mention" data-mention="/_/b/<board>/mentions/" data-project="p_…" data-create="/_/elements/">
//     <div class="mention-layer" aria-hidden="true"></div>
//     <textarea aria-autocomplete="list"></textarea>
//     <div class="mention-list" role="listbox" popover="manual"></div><p class="visually-hidden" role="status"></p>
//   </div>
// Words come from data-words-… of the same element. Names are fetched once per board and again when elements change.

const CALL = /(^|[\s([{"'“‘.,;:!?-])@([A-Za-z][A-Za-z0-9_]{0,23})?$/;
const NAME = /(?<![\w@])@([A-Za-z][A-Za-z0-9_]{1,23})(?![A-Za-z0-9_])/g;
const MOST = 8;
const KINDS = ["character", "prop", "place"];
const ICONS = { character: "user", prop: "cube", place: "map-pin" };
const known = new Map();

const offers = (url) => {
  if (!known.has(url)) {
    const names = fetch(url, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : { elements: [] }));
    known.set(url, names.then((body) => body.elements).catch(() => []));
  }
  return known.get(url);
};

const icon = (name) => {
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons ?? ""}#${name}`);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
};

const spanned = (className, text) => Object.assign(document.createElement("span"), { className, textContent: text });

// Names that begin with what was typed come first; the shot's own, then the project's, then the library's.
const ranked = (elements, typed, text) => {
  const called = new Set([...text.matchAll(NAME)].map((found) => found[1].toLowerCase()));
  const group = (each) => (called.has(each.handle) ? "shot" : each.library ? "library" : "project");
  const order = { shot: 0, project: 1, library: 2 };
  return elements
    .filter((each) => each.handle.includes(typed))
    .map((each) => ({ ...each, group: group(each) }))
    .sort((a, b) => Number(b.handle.startsWith(typed)) - Number(a.handle.startsWith(typed)) || order[a.group] - order[b.group] || a.handle.localeCompare(b.handle))
    .slice(0, MOST);
};

class Mention {
  constructor(box) {
    this.box = box;
    this.text = box.querySelector("textarea");
    this.layer = box.querySelector(".mention-layer");
    this.list = box.querySelector(".mention-list");
    this.status = box.querySelector("[role=status]");
    this.rows = [];
    this.at = 0;
    this.text.addEventListener("input", () => (this.mark(), this.look()));
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.text.addEventListener("scroll", () => (this.layer.scrollTop = this.text.scrollTop));
    this.mark();
  }

  get typed() {
    const before = this.text.value.slice(0, this.text.selectionEnd);
    return this.text.selectionStart === this.text.selectionEnd ? CALL.exec(before) : null;
  }

  async mark() {
    const handles = new Set((await offers(this.box.dataset.mention)).map((each) => each.handle));
    const parts = [];
    let from = 0;
    for (const found of this.text.value.matchAll(NAME)) {
      parts.push(this.text.value.slice(from, found.index));
      parts.push(spanned(handles.has(found[1].toLowerCase()) ? "mention-known" : "mention-unknown", found[0]));
      from = found.index + found[0].length;
    }
    this.layer.replaceChildren(...parts, `${this.text.value.slice(from)}\n`);
  }

  async look() {
    const call = this.typed;
    if (!call || this.text.readOnly) return this.close();
    const typed = (call[2] ?? "").toLowerCase();
    const elements = await offers(this.box.dataset.mention);
    if (this.typed?.[0] !== call[0]) return undefined;
    const exact = elements.some((each) => each.handle === typed);
    this.rows = ranked(elements, typed, this.text.value);
    const creations = typed.length > 1 && !exact ? KINDS.map((kind) => ({ create: kind, handle: typed })) : [];
    this.rows.push(...creations);
    if (!this.rows.length) return this.close();
    this.at = 0;
    return this.open();
  }

  open() {
    const { dataset } = this.box;
    this.list.replaceChildren(...this.rows.map((row, place) => this.row(row, place, dataset)));
    this.list.id ||= `mentions-${Math.random().toString(36).slice(2, 8)}`;
    this.text.setAttribute("aria-controls", this.list.id);
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    this.place();
    this.choose(0);
  }

  row(row, place, words) {
    const item = document.createElement("div");
    item.role = "option";
    item.id = `${this.list.id}-${place}`;
    item.append(icon(ICONS[row.create ?? row.kind]));
    if (row.create) item.append(spanned("mention-handle", words.wordsCreate.replace("%s", `@${row.handle}`)), spanned("mention-group", words[`words${row.create}`] ?? row.create));
    else item.append(spanned("mention-handle", `@${row.handle}`), spanned("mention-words", row.words), spanned("mention-group", words[`words${row.group}`] ?? ""));
    item.addEventListener("pointerdown", (event) => (event.preventDefault(), this.take(place)));
    return item;
  }

  // The list stands under the caret's line, or over it where there is no room, and never covers the line.
  place() {
    const mirror = document.createElement("div");
    mirror.className = "mention-mirror";
    mirror.append(this.text.value.slice(0, this.text.selectionEnd), spanned("", "\u200b"));
    this.box.append(mirror);
    const caret = mirror.lastChild.getBoundingClientRect();
    mirror.remove();
    const top = caret.bottom - this.text.scrollTop + 4;
    const { offsetHeight: height, offsetWidth: width } = this.list;
    const above = top + height > innerHeight && caret.top - this.text.scrollTop > height;
    this.list.style.top = `${above ? caret.top - this.text.scrollTop - height - 4 : top}px`;
    this.list.style.left = `${Math.max(8, Math.min(caret.left, innerWidth - width - 8))}px`;
  }

  choose(place) {
    this.at = (place + this.rows.length) % this.rows.length;
    [...this.list.children].forEach((item, each) => item.setAttribute("aria-selected", String(each === this.at)));
    const item = this.list.children[this.at];
    item.scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", item.id);
    this.status.textContent = `${item.textContent}, ${this.at + 1}/${this.rows.length}`;
  }

  key(event) {
    if (!this.list.matches(":popover-open") || event.isComposing) return;
    const acts = {
      ArrowDown: () => this.choose(this.at + 1),
      ArrowUp: () => this.choose(this.at - 1),
      Enter: () => this.take(this.at),
      Tab: () => this.take(this.at),
      Escape: () => this.close(),
    };
    if (event.key === " ") this.close();
    if (!acts[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  take(place) {
    const row = this.rows[place];
    const call = this.typed;
    if (!row || !call) return this.close();
    const start = this.text.selectionEnd - (call[2] ?? "").length;
    this.text.setRangeText(`${row.handle} `, start, this.text.selectionEnd, "end");
    this.close();
    if (row.create) this.create(row);
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
    return undefined;
  }

  async create({ handle, create: kind }) {
    const values = { handle, kind, project: this.box.dataset.project };
    await window.htmx.ajax("POST", this.box.dataset.create, { source: this.box, values, swap: "none" });
    refresh();
  }

  close() {
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.text.removeAttribute("aria-controls");
    this.text.removeAttribute("aria-activedescendant");
  }
}

const boxes = new WeakMap();

export const attach = (root = document) => {
  for (const box of root.querySelectorAll?.("[data-mention]") ?? []) {
    const text = box.querySelector("textarea");
    if (boxes.get(box)?.text !== text) boxes.set(box, new Mention(box));
    else boxes.get(box).mark();
  }
};

export const refresh = () => {
  known.clear();
  attach();
};

document.body.addEventListener("feed:elements", refresh);
document.body.addEventListener("htmx:afterSettle", (event) => attach(event.target.parentElement ?? document));
attach();
