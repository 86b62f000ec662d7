// The player: one video, frames counted by the board's frame rate, J-K-L, loop, full screen, a scrubber with sprite frames.
//
//   <section data-player data-fps="24" data-cuts="0,3,5.04167,7" tabindex="-1">  seconds at which shots begin
//     <video …></video>
//     <div role="slider" data-part="scrubber" tabindex="0"><span data-part="played"></span><span data-part="sprite"></span></div>
//     <output data-part="time"></output>  <button data-act="play|back|forward|start|end|cut-back|cut-forward|loop|full|rate">
//   </section>
// It listens for keys while the focus is not in a text and no dialog is open; `player:time` tells others where it stands.

const RATES = [1, 1.5, 2];
const HELD_BACK = 1000 / 12;

export const timecode = (frame, fps) => {
  const pad = (value) => String(Math.floor(value)).padStart(2, "0");
  const seconds = frame / fps;
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60, frame % fps].map(pad).join(":");
};

export class Player {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector("video");
    this.fps = Number(root.dataset.fps);
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    for (const button of root.querySelectorAll("[data-act]")) button.addEventListener("click", () => this.act(button.dataset.act));
    for (const name of ["timeupdate", "seeked", "loadedmetadata", "play", "pause", "ended"]) this.video.addEventListener(name, () => this.show());
    this.video.addEventListener("error", () => (root.dataset.state = "broken"));
    this.scrub();
    this.show();
  }

  // Where the shots begin, in frames.
  get cuts() {
    return (this.root.dataset.cuts ?? "0").split(",").map((second) => Math.round(Number(second) * this.fps));
  }

  get frames() {
    return Math.round((this.video.duration || Number(this.root.dataset.seconds) || 0) * this.fps);
  }

  // The half frame keeps a seek inside its frame whatever the container's rounding.
  get frame() {
    return Math.min(Math.floor(this.video.currentTime * this.fps + 0.01), Math.max(0, this.frames - 1));
  }

  seek(frame) {
    const to = Math.min(Math.max(0, frame), Math.max(0, this.frames - 1));
    this.video.currentTime = (to + 0.5) / this.fps;
    this.show(to);
  }

  step(by) {
    this.video.pause();
    this.seek(this.frame + by);
  }

  cut(direction) {
    const now = this.frame;
    const frames = [...this.cuts, this.frames - 1];
    const to = direction > 0 ? frames.find((each) => each > now) : frames.findLast((each) => each < now);
    this.seek(to ?? (direction > 0 ? this.frames - 1 : 0));
  }

  toggle() {
    if (this.video.paused) {
      if (this.frame >= this.frames - 1) this.seek(0);
      this.video.play();
    } else this.video.pause();
  }

  // Browsers do not play backwards: J steps back twelve times a second while it is held.
  shuttle(direction, held) {
    if (direction < 0) {
      if (!held || performance.now() - (this.backed ?? 0) > HELD_BACK) this.step(-Math.round(this.fps / 12));
      this.backed = performance.now();
    } else if (this.video.paused) {
      this.rate(1);
      this.video.play();
    } else this.rate();
  }

  rate(to = RATES[(RATES.indexOf(this.video.playbackRate) + 1) % RATES.length]) {
    this.video.playbackRate = to;
    const words = this.part("rate");
    if (words) words.textContent = `${to}×`;
  }

  loop() {
    this.video.loop = !this.video.loop;
    this.root.querySelector("[data-act=loop]")?.setAttribute("aria-pressed", String(this.video.loop));
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen?.();
  }

  act(name) {
    const acts = {
      play: () => this.toggle(),
      back: () => this.step(-1),
      forward: () => this.step(1),
      start: () => this.seek(0),
      end: () => this.seek(this.frames - 1),
      "cut-back": () => this.cut(-1),
      "cut-forward": () => this.cut(1),
      "second-back": () => this.step(-this.fps),
      "second-forward": () => this.step(this.fps),
      loop: () => this.loop(),
      full: () => this.full(),
      rate: () => this.rate(),
    };
    acts[name]?.();
  }

  shot(frame = this.frame) {
    return this.cuts.filter((cut) => cut <= frame).length;
  }

  show(frame = this.frame) {
    const { root, video } = this;
    const total = this.frames;
    root.dataset.playing = String(!video.paused);
    root.querySelector("[data-act=play]")?.setAttribute("aria-pressed", String(!video.paused));
    const time = this.part("time");
    if (time) time.textContent = `${timecode(frame, this.fps)} / ${timecode(total, this.fps)}`;
    const slider = this.part("scrubber");
    if (slider) {
      slider.setAttribute("aria-valuemax", String(Math.max(0, total - 1)));
      slider.setAttribute("aria-valuenow", String(frame));
      slider.setAttribute("aria-valuetext", this.spoken(frame, slider.dataset.words));
      this.part("played").style.inlineSize = `${total > 1 ? (100 * frame) / (total - 1) : 0}%`;
    }
    root.dispatchEvent(new CustomEvent("player:time", { bubbles: true, detail: { frame, fps: this.fps, shot: this.shot(frame) } }));
  }

  spoken(frame, words = "%s s %f, %n") {
    return words.replace("%s", Math.floor(frame / this.fps)).replace("%f", frame % this.fps).replace("%n", this.shot(frame));
  }

  scrub() {
    const slider = this.part("scrubber");
    if (!slider) return;
    const at = (event) => {
      const box = slider.getBoundingClientRect();
      return Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * (this.frames - 1));
    };
    slider.addEventListener("pointerdown", (event) => {
      slider.setPointerCapture(event.pointerId);
      this.seek(at(event));
    });
    slider.addEventListener("pointermove", (event) => {
      this.peek(at(event), event.clientX - slider.getBoundingClientRect().left);
      if (slider.hasPointerCapture(event.pointerId)) this.seek(at(event));
    });
    slider.addEventListener("pointerleave", () => this.part("sprite") && (this.part("sprite").hidden = true));
    slider.addEventListener("keydown", (event) => {
      const steps = { PageUp: () => this.cut(1), PageDown: () => this.cut(-1) };
      if (steps[event.key]) (event.preventDefault(), steps[event.key]());
    });
  }

  // One sheet of small frames: columns, width and height of a cell and their number are on the element.
  peek(frame, x) {
    const sprite = this.part("sprite");
    const { url, columns, width, height, count } = sprite?.dataset ?? {};
    if (!url) return;
    const cell = Math.min(Number(count) - 1, Math.floor((frame / Math.max(1, this.frames)) * Number(count)));
    sprite.hidden = false;
    sprite.style.backgroundImage = `url("${url}")`;
    sprite.style.backgroundPosition = `-${(cell % columns) * width}px -${Math.floor(cell / columns) * height}px`;
    sprite.style.inlineSize = `${width}px`;
    sprite.style.blockSize = `${height}px`;
    sprite.style.insetInlineStart = `${x}px`;
  }
}

const KEYS = {
  " ": (player) => player.toggle(),
  k: (player) => player.toggle(),
  j: (player, event) => player.shuttle(-1, event.repeat),
  l: (player, event) => event.shiftKey || player.shuttle(1, event.repeat),
  ArrowLeft: (player, event) => player.step(event.shiftKey ? -player.fps : -1),
  ArrowRight: (player, event) => player.step(event.shiftKey ? player.fps : 1),
  Home: (player) => player.seek(0),
  End: (player) => player.seek(player.frames - 1),
  f: (player, event) => event.shiftKey || player.full(),
  r: (player, event) => event.shiftKey && player.loop(),
};
const BUSY = "input, textarea, select, [contenteditable], [role=separator], [role=listbox], dialog[open], [popover]:popover-open";

let current = null;
const players = new WeakMap();
export const playerOf = (section) => players.get(section);

export const attach = (root = document) => {
  for (const section of root.querySelectorAll("[data-player]")) {
    const video = section.querySelector("video");
    if (video && players.get(section)?.video !== video) players.set(section, new Player(section));
    else if (video) players.get(section).show();
    if (players.has(section)) current = players.get(section);
  }
};

const key = (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !current?.root.isConnected) return;
  if (event.target.closest?.(BUSY) || (event.key === " " && event.target.closest?.("button, a, summary"))) return;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act(current, event);
};

document.addEventListener("keydown", key);
document.addEventListener("focusin", (event) => {
  const section = event.target.closest?.("[data-player]");
  if (section && players.has(section)) current = players.get(section);
});
document.body.addEventListener("htmx:afterSettle", () => attach());
attach();
