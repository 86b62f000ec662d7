// What every page does: tokens on requests, what each status means, toasts, dialogs, menus, the theme.
import "./shortcuts.js";

const $ = (id) => document.getElementById(id);
const words = $("toasts")?.dataset ?? {};
const WAITS = [1, 2, 4, 8, 15, 30];
const STAY = 8000;

export const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

export const toast = (text, undo = "") => {
  const region = $("toasts");
  if (!region) return undefined;
  const box = Object.assign(document.createElement("div"), { className: "toast" });
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (undo) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.undo });
    button.onclick = () => ($("main").focus({ preventScroll: true }), box.remove(), window.htmx.ajax("POST", undo, { source: document.body, swap: "none" }).then(() => document.body.dispatchEvent(new CustomEvent("feed:resync"))));
    box.append(button);
  }
  region.append(box);
  $("toast-words").textContent = text;
  while (region.querySelectorAll(".toast").length > 3) region.querySelector(".toast").remove();
  let left = STAY;
  const tick = setInterval(() => {
    if (box.matches(":hover, :focus-within") || document.hidden) return;
    if ((left -= 500) <= 0 || !box.isConnected) (clearInterval(tick), box.remove());
  }, 500);
  return box;
};

const banner = (text) => {
  const slot = $("banner");
  if (slot) slot.replaceChildren(...(text ? [Object.assign(document.createElement("div"), { className: "offline", textContent: text })] : []));
};

// Requests carry the token, and the name of this tab so that it can ignore its own echo in the live feed.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = token();
  detail.headers["X-Tab"] = sessionStorage.tab ?? "";
});

const slotOf = (element) => {
  const named = element.closest("[data-slot]")?.dataset.slot;
  return (named && $(named)) || element.closest("form, .field, section, dialog")?.querySelector(".slot") || null;
};

const say = (xhr, element) => {
  const slot = slotOf(element);
  const html = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
  if (!slot) return toast(html ? words.trouble : xhr.responseText);
  slot.setAttribute("role", "alert");
  if (html) window.htmx.swap(slot, xhr.responseText, { swapStyle: "innerHTML" });
  else slot.textContent = xhr.responseText;
  return undefined;
};

const retries = new WeakMap();
const again = ({ elt, requestConfig }, seconds) => setTimeout(() => elt.isConnected && window.htmx.trigger(elt, requestConfig.triggeringEvent?.type ?? "retry"), seconds * 1000);

const MEANS = {
  401: () => location.assign(`${words.login}?next=${encodeURIComponent(location.pathname + location.search)}`),
  403: ({ xhr }) => toast(xhr.responseText.length < 300 && !xhr.responseText.startsWith("<") ? xhr.responseText : words.forbidden),
  404: () => toast(words.gone),
  409: ({ xhr }) => window.htmx.swap($("conflict-slot"), xhr.responseText, { swapStyle: "innerHTML" }),
  410: ({ xhr }) => window.htmx.swap($("conflict-slot"), xhr.responseText, { swapStyle: "innerHTML" }),
  413: () => toast(words.heavy),
  422: ({ xhr, elt }) => say(xhr, elt),
  429: (detail) => {
    if ((detail.xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain")) return say(detail.xhr, detail.elt);
    let left = Number(detail.xhr.getResponseHeader("Retry-After")) || 5;
    again(detail, left);
    const box = toast(words.slow.replace("%s", left));
    const count = setInterval(() => {
      if ((left -= 1) > 0) return (box.firstChild.textContent = words.slow.replace("%s", left));
      clearInterval(count);
      return box.remove();
    }, 1000);
    return undefined;
  },
};

const lost = (detail) => {
  banner(words.offline);
  const tried = retries.get(detail.elt) ?? 0;
  if (!detail.elt.closest("[data-dirty], [data-retry]")) return;
  retries.set(detail.elt, tried + 1);
  again(detail, WAITS[Math.min(tried, WAITS.length - 1)]);
};

document.addEventListener("htmx:responseError", ({ detail }) => {
  const status = detail.xhr.status;
  if (MEANS[status]) MEANS[status](detail);
  else if (status >= 500) lost(detail);
  else toast(words.trouble);
});
document.addEventListener("htmx:sendError", ({ detail }) => lost(detail));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return;
  retries.delete(detail.elt);
  if ($("banner")?.firstChild) banner("");
  const slot = slotOf(detail.elt);
  if (slot && detail.requestConfig.verb !== "get") slot.replaceChildren();
});
document.body.addEventListener("toast", ({ detail }) => toast(detail.words, detail.undo));
window.addEventListener("offline", () => banner(words.offline));
window.addEventListener("online", () => banner(""));

// A field somebody types in is never morphed, and a menu stays in its place.
if (window.Idiomorph) Object.assign(window.Idiomorph.defaults.callbacks, {
  beforeNodeMorphed: (old) => !old.matches?.("[data-dirty], [hx-morph-skip]"),
  beforeAttributeUpdated: (name, node) => name !== "style" || !node.popover,
});

// Dialogs: data-opens="id" opens, data-closes closes, the backdrop closes what holds nothing unsaved.
export const open = (dialog, opener = document.activeElement) => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.addEventListener("close", () => (opener?.isConnected ? opener : opener?.id && $(opener.id))?.focus(), { once: true });
  dialog.dispatchEvent(new CustomEvent("dialog:open", { bubbles: true }));
};

const place = (menu, button) => {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  menu.style.top = `${at.bottom + height + 8 > innerHeight && at.top > height ? at.top - height - 4 : Math.min(at.bottom + 4, innerHeight - height - 8)}px`;
};

const items = (menu) => [...menu.querySelectorAll("a, button, input, select")].filter((item) => !item.disabled && item.offsetParent !== null);

// The next item that begins with the letter just typed.
const spelled = (all, now, { key, ctrlKey, altKey, metaKey }) => {
  if (!/^\p{L}$/u.test(key) || ctrlKey || altKey || metaKey) return undefined;
  const from = (place) => all[(now + 1 + place) % all.length].textContent.trim().toLowerCase().startsWith(key.toLowerCase());
  const place = all.findIndex((_item, each) => from(each));
  return place < 0 ? undefined : now + 1 + place;
};

export const pop = (button, menu = $(button.dataset.menu)) => {
  if (menu.matches(":popover-open")) return menu.hidePopover();
  menu.showPopover();
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  items(menu)[0]?.focus();
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    button.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) button.focus();
  }, { once: true });
  return undefined;
};

// An open dialog makes everything around it inert, so it says things itself.
const told = (each, words) => {
  const place = each.closest("dialog")?.querySelector("[data-said]");
  place ? (place.textContent = words) : toast(words);
};

const CLICKS = {
  "[data-opens]": (each) => open($(each.dataset.opens), each),
  "[data-closes]": (each) => each.closest("dialog")?.close(),
  "[data-copy]": (each) => navigator.clipboard?.writeText($(each.dataset.copy).textContent).then(() => told(each, each.dataset.copied)),
  "[data-menu]": pop,
  "[data-theme-next]": (each) => {
    const root = document.documentElement;
    const dark = root.dataset.theme === "dark" || (root.dataset.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    window.htmx.ajax("POST", each.dataset.post, { source: document.body, values: { theme: root.dataset.theme }, swap: "none" });
  },
};

document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(CLICKS)) {
    const each = event.target.closest(selector);
    if (!each) continue;
    // A button that closes its dialog and sends its form does both.
    if (!each.matches("form button:not([type=button])")) event.preventDefault();
    if (each.getAttribute("aria-disabled") !== "true") act(each);
  }
  if (event.target.matches("dialog[open]:not([data-dirty])") && event.target === event.target.closest("dialog")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX > box.left && event.clientX < box.right && event.clientY > box.top && event.clientY < box.bottom;
    if (!inside) event.target.close();
  }
  if (event.target.closest("[role=menuitem]")) event.target.closest("[popover]")?.hidePopover();
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu[popover]");
  const button = event.target.closest?.("[data-menu]");
  if (button && event.key === "ArrowDown" && !menu) return (event.preventDefault(), pop(button));
  if (!menu || event.target.matches("input, select")) return undefined;
  if (event.key === "Tab" && menu.getAttribute("role") === "menu") return menu.hidePopover();
  const all = items(menu);
  const now = all.indexOf(document.activeElement);
  const to = { ArrowDown: now + 1, ArrowUp: now - 1 + all.length, Home: 0, End: all.length - 1 }[event.key] ?? spelled(all, now, event);
  if (to === undefined) return undefined;
  event.preventDefault();
  return all[to % all.length]?.focus();
});

$("palette")?.addEventListener("dialog:open", async () => (await import("./palette.js")).show());

// What a dialog was opened for is done: it closes. One that came with an answer opens once, not again with the next answer.
document.body.addEventListener("dialog:done", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));
document.addEventListener("close", ({ target }) => target.removeAttribute?.("data-auto"), true);

// A fragment that is a dialog opens as soon as it is in the page.
document.body.addEventListener("htmx:afterSettle", () => {
  const dialog = document.querySelector("dialog[data-auto]:not([open])");
  if (dialog) open(dialog);
});

// A film of ours plays by itself only for people who have not asked for less motion.
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) document.querySelectorAll("video[data-calm]").forEach((film) => film.play().catch(() => {}));
