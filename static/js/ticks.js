// Two to four ticked takes open beside each other. The ticks outlive the list, which is drawn anew when something happens.
import { toast } from "./shell.js";
import { register } from "./shortcuts.js";

const MOST = 4;
const bar = document.getElementById("compare-bar");
const part = (name) => bar.querySelector(`[data-part=${name}]`);
const boxes = () => [...document.querySelectorAll(".tick input")];
const ticked = new Set();

const show = () => {
  for (const box of boxes()) box.checked = ticked.has(box.value);
  const chosen = boxes().filter((box) => box.checked).sort((one, other) => one.dataset.number - other.dataset.number);
  const count = chosen.length;
  const one = count === 1 ? bar.dataset.one.replace("%d", chosen[0].dataset.number) : "";
  bar.hidden = !count;
  if (part("one").textContent !== one) part("one").textContent = one;
  part("go").hidden = count < 2;
  part("go").textContent = bar.dataset.words.replace("%d", count);
  part("go").href = `${bar.dataset.url}?${chosen.map((box, place) => `${"abcd"[place]}=${box.value}`).join("&")}`;
};

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.(".tick input")) return;
  const full = target.checked && boxes().filter((box) => ticked.has(box.value)).length >= MOST;
  if (full) toast(bar.dataset.most);
  else ticked[target.checked ? "add" : "delete"](target.value);
  show();
});
part("clear").addEventListener("click", () => (ticked.clear(), show()));
document.body.addEventListener("htmx:afterSettle", show);
document.body.addEventListener("uploads:kept", ({ detail }) => detail.forEach(({ notice }) => notice && toast(notice)));
boxes().filter((box) => box.checked).forEach((box) => ticked.add(box.value));
show();

// The take that has the focus, else the one in the player.
register({
  "shot-tick": () => (document.activeElement.closest(".take") ?? document.querySelector(".take:has([aria-current])"))?.querySelector(".tick input")?.click(),
});
