// The render button's life: percent between the list's refreshes, the finished take slips into the player and plays.
import { register } from "./shortcuts.js";

const progress = (take, percent) => {
  for (const place of document.querySelectorAll(`#take-${take} .job, #renderbar .job:has([data-take="${take}"])`)) {
    const bar = place.querySelector("progress");
    if (!bar) continue;
    bar.value = percent;
    const words = place.querySelector(".code");
    words.textContent = `${words.textContent.split(" · ")[0]} · ${percent} %`;
  }
};

// Motion is asked for by pressing Render, so the new take plays, muted; not where people want no motion.
const show = async (take) => {
  const player = document.getElementById("player");
  if (!player || !take) return;
  const url = new URL(player.getAttribute("hx-get"), location.href);
  url.searchParams.set("take", take);
  await window.htmx.ajax("GET", url.pathname + url.search, { source: player, target: player, swap: "outerHTML" });
  const video = document.querySelector("#player video");
  if (video && !matchMedia("(prefers-reduced-motion: reduce)").matches) video.play().catch(() => {});
};

// “1 min 10 s so far” goes on between the list's refreshes.
const lasted = (since, [hour, minute, second]) => {
  const all = Math.max(0, Math.floor((Date.now() - new Date(since)) / 1000));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  if (hours) return `${hours} ${hour} ${minutes} ${minute}`;
  return minutes ? `${minutes} ${minute} ${seconds} ${second}` : `${seconds} ${second}`;
};
const clocks = () => document.querySelectorAll("[data-since][data-units]").forEach((each) => (each.textContent = lasted(each.dataset.since, each.dataset.units.split(","))));
setInterval(() => document.hidden || clocks(), 1000);

// A timeline comes when it is opened, and again when something happened.
const traces = (from = document) => from.querySelectorAll("details.trace[open] > [hx-get]").forEach((each) => window.htmx.trigger(each, "trace"));
document.addEventListener("toggle", ({ target }) => target.matches?.("details.trace[open]") && traces(target.parentElement), true);
document.body.addEventListener("feed:takes", () => traces());

// Where there is no editor to do it, the choice of model and quality is sent from here.
document.addEventListener("change", async ({ target }) => {
  const url = target.dataset?.model;
  if (!url || document.querySelector("main.editor")) return;
  await window.htmx.ajax("PATCH", url, { source: document.body, values: { field: "model", value: target.value }, swap: "none" });
  document.body.dispatchEvent(new CustomEvent("feed:board", { detail: {} }));
});

document.body.addEventListener("feed:progress", ({ detail }) => progress(detail.take, detail.percent));
document.body.addEventListener("feed:takes", ({ detail }) => detail?.finished && show(detail.take));
register({
  render: () => document.getElementById("render-form")?.requestSubmit(),
  "mode-board": () => document.querySelector("[data-mode=board]")?.click(),
  "mode-takes": () => document.querySelector("[data-mode=takes]")?.click(),
});
