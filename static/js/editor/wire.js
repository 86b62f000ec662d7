// Requests of the editor: regions come back and are morphed into place, events of the answer are told to the page.
import { token, toast } from "../shell.js";
import { tab } from "../live.js";

export const editor = document.getElementById("main");
export const $ = (id) => document.getElementById(id);
// The shot that is marked: a key pressed before its details have come means it, not the one before.
export const current = () => document.querySelector("#shots > .shot[data-current]")?.dataset.shot ?? $("inspector")?.dataset.shot ?? "";
export const words = (name, values = {}) => (($("said")?.dataset[name] ?? "").replace(/%([a-z])/g, (all, key) => values[key] ?? all));
export const editable = () => editor.dataset.canEdit === "true";

let saying = 0;
export const say = (text, wait = 0) => {
  clearTimeout(saying);
  saying = setTimeout(() => ($("said").textContent = text), wait);
};

const encode = (values) => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) for (const each of [value].flat()) form.append(name, each);
  return form;
};

const tell = (events) => {
  for (const [name, detail] of Object.entries(JSON.parse(events || "{}"))) document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
};

// Morphed parts raise no event of htmx's own; mentions, the stage and the drafts wait for this one.
export const settled = () => document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", { detail: {}, bubbles: true }));

export const show = (html) => {
  window.htmx.swap(document.body, html, { swapStyle: "none" });
  settled();
};

const ask = (html) => {
  const card = /data-conflict|conflict card/.test(html);
  window.htmx.swap($(card ? "conflict-here" : "conflict-slot"), html, { swapStyle: "innerHTML" });
  const dialog = document.querySelector("dialog[data-auto]:not([open])");
  if (dialog) dialog.showModal();
};

// Answers { status, words }. Without an answer it throws; the caller keeps what was typed and tries again.
export const send = async (method, url, values = {}, { keepalive = false, before } = {}) => {
  const headers = { "HX-Request": "true", "X-CSRFToken": token(), "X-Tab": tab, "X-Shot": current() };
  const get = method === "GET";
  const address = get ? `${url}?${encode(values)}` : url;
  const response = await fetch(address, { method, headers, keepalive, body: get ? undefined : encode(values) });
  const html = await response.text();
  const { status } = response;
  if (status >= 500) throw new Error(String(status));
  if (response.redirected || status === 401) location.assign(response.url);
  before?.();
  const page = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
  if (status === 409 || status === 410) ask(html);
  else if ((response.ok || status === 422) && page) show(html);
  else if (status === 403 || status === 404) toast(page ? $("toasts").dataset[status === 403 ? "forbidden" : "gone"] : html);
  if (response.headers.has("HX-Redirect")) location.assign(response.headers.get("HX-Redirect"));
  tell(response.headers.get("HX-Trigger"));
  return { status, words: page ? "" : html };
};

export const act = (method, url, values, options) =>
  send(method, url, values, options)
    .then((answer) => {
      if (answer.status === 422 && answer.words) toast(answer.words);
      return answer;
    })
    .catch(() => toast($("toasts").dataset.trouble));

export const refresh = () => send("GET", editor.dataset.regions, { shot: current() }).catch(() => {});
