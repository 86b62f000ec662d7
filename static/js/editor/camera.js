// The camera: presets with a strength, six axes, and a small loop that shows the move on the shot's picture.
import { $, act } from "./wire.js";

const AXES = ["pan", "tilt", "roll", "truck", "pedestal", "zoom"];
const LOOP = 1500;
const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

// How the picture lies after `share` of the move. The camera going right means that the picture goes left.
export const transform = (camera, share) => {
  const amount = (axis) => ((camera[axis] ?? 0) / 10) * share;
  const room = 1.12 + 0.24 * Math.max(...AXES.map((axis) => Math.abs(camera[axis] ?? 0) / 10));
  const still = AXES.every((axis) => !camera[axis]);
  if (still) return "none";
  const x = -(amount("pan") + amount("truck")) * 9;
  const y = (amount("tilt") + amount("pedestal")) * 9;
  const zoom = 1 + amount("zoom") * 0.3;
  const least = (camera.zoom ?? 0) < 0 ? 1 - (camera.zoom / 10) * 0.3 : 1;
  const sides = AXES.some((axis) => axis !== "zoom" && camera[axis]) ? room : 1;
  return `translate(${x}%, ${y}%) rotate(${-amount("roll") * 12}deg) scale(${zoom * least * sides})`;
};

export const ease = (share) => (share < 0.5 ? 2 * share * share : 1 - (-2 * share + 2) ** 2 / 2);

const form = () => $("camera-form");
const strength = () => Number($("camera-strength").value);
let playing = null;

const wish = () => Object.fromEntries(AXES.map((axis) => [axis, Number($(`axis-${axis}`)?.value ?? 0)]));
const moved = (axes) => Object.fromEntries(Object.entries(axes).map(([axis, factor]) => [axis, factor * strength()]));

const play = (camera) => {
  playing?.cancel();
  const picture = $("camera-preview");
  if (!picture || REDUCED.matches) return;
  const frames = [0, 0.25, 0.5, 0.75, 1].map((share) => ({ transform: transform(camera, ease(share)) }));
  playing = picture.animate(frames, { duration: LOOP, iterations: 3 });
};

const put = (camera) => {
  for (const axis of AXES) {
    const slider = $(`axis-${axis}`);
    if (!slider) continue;
    slider.value = camera[axis] ?? 0;
    slider.nextElementSibling.textContent = slider.value;
  }
};

let timer = 0;
const save = (values) => {
  clearTimeout(timer);
  timer = setTimeout(() => act("PATCH", form().action, values), 200);
};

const preset = (button) => {
  const axes = JSON.parse(button.dataset.axes);
  form().dataset.preset = button.value;
  form().querySelectorAll("[name=preset]").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
  put(moved(axes));
  play(moved(axes));
  save({ preset: button.value, strength: strength() });
};

const input = ({ target }) => {
  if (target.id === "camera-strength") {
    $("camera-strength-value").textContent = target.value;
    const button = form().querySelector(`[name=preset][value="${form().dataset.preset}"]`);
    if (button) preset(button);
  } else if (target.matches?.("[data-axis]")) {
    target.nextElementSibling.textContent = target.value;
    play(wish());
    save(wish());
  }
};

document.addEventListener("input", input);
document.addEventListener("submit", (event) => {
  if (event.target.id !== "camera-form") return;
  event.preventDefault();
  if (event.submitter?.name === "preset") preset(event.submitter);
});
for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, ({ target }) => {
    const button = target.closest?.("#camera-form [name=preset]");
    if (button) play(moved(JSON.parse(button.dataset.axes)));
    else if (target.closest?.("#camera-button") && form()) play(wish());
  });
}
