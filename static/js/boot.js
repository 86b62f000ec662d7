// Pictures first: the scripts of a page are asked for when its largest picture has been painted, or after a second and a half.
// Not htmx itself: it begins its work at DOMContentLoaded or, once the page is complete, at once, and never in between.
const scripts = [...document.querySelectorAll("script[type=later]")];
const largest = document.querySelector("img[fetchpriority=high]");

// A button pressed before its script is here is pressed when it is.
let pressed;
const hold = (click) => {
  pressed = click.target.closest("button") ?? pressed;
  if (pressed?.contains(click.target)) (click.preventDefault(), click.stopImmediatePropagation());
};
addEventListener("click", hold, true);

const event = (target, ...names) => new Promise((done) => names.forEach((name) => target.addEventListener(name, done, { once: true })));
const frame = () => new Promise((done) => requestAnimationFrame(done));
const painted = async () => {
  await largest?.decode().catch(() => {});
  if (PerformanceObserver.supportedEntryTypes.includes("largest-contentful-paint")) {
    await new Promise((done) => new PerformanceObserver((list) => list.getEntries().some(({ element }) => !largest || element === largest) && done()).observe({ type: "largest-contentful-paint", buffered: true }));
  } else {
    await frame();
    await frame();
  }
};

const load = ({ dataset: { src, module } }) => {
  const script = Object.assign(document.createElement("script"), { src, async: false });
  if (module !== undefined) script.type = "module";
  const over = event(script, "load", "error");
  document.head.append(script);
  return over;
};

await Promise.race([painted(), new Promise((done) => setTimeout(done, 1500))]);
await Promise.all(scripts.map(load));
document.documentElement.dataset.awake = "";
removeEventListener("click", hold, true);
pressed?.click();
