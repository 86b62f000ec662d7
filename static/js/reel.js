// The reel plays its boards' takes one behind the other in one player; the next one is fetched while this one plays.
import { attach } from "./player.js";

const player = document.querySelector("[data-reel]");
const video = player?.querySelector("video");
const parts = () => [...document.querySelectorAll("[data-part-video]")];
const ahead = document.createElement("link");
ahead.rel = "prefetch";
let at = 0;

const show = (place, play) => {
  const all = parts();
  if (!all.length) return;
  at = (place + all.length) % all.length;
  const part = all[at];
  all.forEach((each) => each.querySelector("a").removeAttribute("aria-current"));
  part.querySelector("a").setAttribute("aria-current", "true");
  player.dataset.fps = part.dataset.partFps;
  video.poster = part.dataset.partPoster;
  video.src = part.dataset.partVideo;
  if (play) video.play().catch(() => {});
  ahead.href = all[(at + 1) % all.length].dataset.partVideo;
};

if (video) {
  document.head.append(ahead);
  video.addEventListener("ended", () => at + 1 < parts().length && show(at + 1, true));
  document.addEventListener("click", (event) => {
    const place = parts().findIndex((part) => part.contains(event.target) && event.target.closest("img"));
    if (place < 0 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(place, true);
  });
  show(0, false);
  attach();
}
