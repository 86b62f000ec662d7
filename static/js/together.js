// Several videos on one clock. The first one that still runs leads; the others are kept on its frame. A range is where each
// of them begins and how long it plays; the shorter ones hold their last frame until the longest is over.
//
//   new Together([{ video, seconds }], fps).onchange = ({ frame, frames, playing, held }) => …

const GENTLE = 4;
const MOST_CORRECTION = 0.25;

export class Together {
  constructor(sides, fps) {
    this.sides = sides.map((side) => ({ ...side, start: 0, length: side.seconds, held: false, broken: false }));
    this.fps = fps;
    this.at = 0;
    this.playing = false;
    this.looping = false;
    this.onchange = () => {};
    for (const side of this.sides) {
      const broke = () => ((side.broken = true), (side.held = true), this.show());
      side.video.addEventListener("error", broke);
      if (side.video.error) broke();
    }
    this.range(null);
  }

  // `ranges` are `[start, length]` of each side in seconds; null is all of it.
  range(ranges) {
    this.looping = Boolean(ranges);
    this.sides.forEach((side, place) => {
      const [start, length] = ranges?.[place] ?? [0, side.seconds];
      Object.assign(side, { start: Math.max(0, Math.min(start, side.seconds - 1 / this.fps)), length: Math.min(length, side.seconds - start) });
    });
    const whole = this.sides.filter((side) => !side.broken).map((side) => side.length);
    this.length = Math.max(1 / this.fps, ...whole);
    this.seek(0);
  }

  get frames() {
    return Math.max(1, Math.round(this.length * this.fps));
  }

  // The half frame keeps a seek inside its frame whatever the container's rounding.
  place(side, frame) {
    const last = Math.max(0, Math.round(side.length * this.fps) - 1);
    side.held = side.broken || frame > last;
    return side.start + (Math.min(frame, last) + 0.5) / this.fps;
  }

  seek(frame) {
    this.at = Math.min(Math.max(0, frame), this.frames - 1);
    for (const side of this.sides) {
      side.video.currentTime = this.place(side, this.at);
      side.video.playbackRate = 1;
    }
    if (this.playing) this.sides.forEach((side) => (side.held ? side.video.pause() : this.start(side)));
    this.show();
  }

  start(side) {
    side.video.play().catch(() => {});
  }

  play() {
    if (this.playing) return;
    if (this.at >= this.frames - 1) this.seek(0);
    this.playing = true;
    this.sides.filter((side) => !side.held).forEach((side) => this.start(side));
    this.show();
    requestAnimationFrame(() => this.tick());
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.sides.forEach((side) => side.video.pause());
    this.seek(this.at);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  step(by) {
    this.pause();
    this.seek(this.at + by);
  }

  hold(side) {
    side.video.pause();
    side.video.currentTime = this.place(side, Infinity);
  }

  tick() {
    if (!this.playing) return;
    const lead = this.lead();
    if (!lead) return this.over();
    const now = lead.video.currentTime - lead.start;
    if (!lead.video.seeking) {
      this.at = Math.min(this.frames - 1, Math.max(0, Math.floor(now * this.fps + 0.01)));
      for (const side of this.sides) if (side !== lead && !side.held) this.follow(side, now);
      this.show();
    }
    requestAnimationFrame(() => this.tick());
  }

  // Who is over is held on the way.
  lead() {
    for (const side of this.sides) {
      if (side.held) continue;
      const left = side.length - (side.video.currentTime - side.start);
      if (!side.video.ended && left > 0.25 / this.fps) return side;
      this.hold(side);
    }
    return null;
  }

  // A frame or so is caught up by playing a little faster or slower, which nobody sees; more by a jump, which is seen once.
  follow(side, now) {
    if (now >= side.length) return this.hold(side);
    const off = (side.video.currentTime - side.start - now) * this.fps;
    if (side.video.seeking) return undefined;
    if (Math.abs(off) > GENTLE) side.video.currentTime = side.start + now;
    const rate = Math.abs(off) < 0.25 ? 1 : 1 - Math.max(-MOST_CORRECTION, Math.min(MOST_CORRECTION, off / 4));
    if (side.video.playbackRate !== rate) side.video.playbackRate = rate;
    if (side.video.paused) this.start(side);
    return undefined;
  }

  over() {
    if (this.looping) {
      this.seek(0);
      requestAnimationFrame(() => this.tick());
      return;
    }
    this.playing = false;
    this.seek(this.frames - 1);
  }

  show() {
    const { at, frames, playing } = this;
    const held = this.sides.map((side) => side.held && !side.broken && side.length < this.length - 0.5 / this.fps);
    this.onchange({ frame: at, frames, playing, held });
  }
}
