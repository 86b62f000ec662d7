// The cuts of the take in the player: marks on its scrubber, and buttons with data-seek="71" that show that frame.
import { playerOf } from "./player.js";

const mark = () => {
  const section = document.querySelector("[data-player]");
  const player = section && playerOf(section);
  if (!player) return;
  const marks = player.cuts.slice(1).map((cut) => {
    const made = document.createElement("span");
    made.style.insetInlineStart = `${(100 * cut) / Math.max(1, player.frames - 1)}%`;
    return made;
  });
  player.part("cuts")?.replaceChildren(...marks);
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-player] [data-seek]");
  const player = button && playerOf(button.closest("[data-player]"));
  if (player) (player.video.pause(), player.seek(Number(button.dataset.seek)));
});
document.addEventListener("loadedmetadata", mark, true);
document.body.addEventListener("htmx:afterSettle", mark);
mark();
