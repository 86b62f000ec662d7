// The render button's life: percent between the list's refreshes, the finished take slips into the player and plays.
import { register } from "./shortcuts.js";

const progress = (take, percent) => {
  for (const place of document.querySelectorAll(`#take-${take} .job, #renderbar .job:has([data-take="${take}"])`)) {
    place.querySelector("progress").value = percent;
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

document.body.addEventListener("feed:progress", ({ detail }) => progress(detail.take, detail.percent));
document.body.addEventListener("feed:takes", ({ detail }) => detail?.finished && show(detail.take));
register({
  render: () => document.getElementById("render-form")?.requestSubmit(),
  "mode-board": () => document.querySelector("[data-mode=board]")?.click(),
  "mode-takes": () => document.querySelector("[data-mode=takes]")?.click(),
});
