// One element's sheet: its pictures are moved and taken out, and the sheet shows what was uploaded.

const send = (form) => window.htmx.trigger(form, "submit");

document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-reorder] li");
  const form = item?.closest("form");
  if (!item) return;
  if (event.target.closest("[data-step]")) item.previousElementSibling?.before(item);
  else if (event.target.closest("[data-drop-picture]")) item.remove();
  else return;
  send(form);
});

document.addEventListener("pictures:added", (event) => {
  const from = event.target.dataset.refetch;
  if (from) window.htmx.ajax("GET", from, { target: "#dialog-host", swap: "innerHTML" });
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  const host = document.getElementById("dialog-host");
  if (event.target === host && host.firstElementChild) document.getElementById("new-element")?.close();
});
