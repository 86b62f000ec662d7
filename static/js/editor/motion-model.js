// What moves in a picture, as plain values that are replaced and never changed: { areas: [{ name, path }], marks: [...] }.
// Places are shares of the picture from its top left, 0 … 1; the limits are those of projects/media/motion.py.
export const MOST = { areas: 6, marks: 400, points: 400, path: 200, letters: 380_000 };
export const COLUMNS = 16;
export const ROWS = 9;
export const STILL = -1;
export const ERASED = 0;
const TOLERANCE = 0.004;
const STEPS = 50;

export const share = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;
export const place = ([x, y]) => [share(x), share(y)];

export const read = (text) => {
  const { areas = [], marks = [] } = JSON.parse(text || "{}");
  return { areas: areas.map(({ name = "", path = [] }) => ({ name, path })), marks };
};
// As the server writes it, so that the two can be compared.
export const written = ({ areas, marks }) =>
  JSON.stringify({
    areas: areas.map(({ name, path }) => ({ name, path: path.map(place) })),
    marks: marks.map(({ area, shape, points, width = 0 }) => ({ area, shape, points: points.map(place), width })),
  });

const away = ([x, y], [ax, ay], [bx, by], ratio) => {
  const along = [bx - ax, (by - ay) / ratio];
  const aside = [x - ax, (y - ay) / ratio];
  const square = along[0] ** 2 + along[1] ** 2;
  const part = square ? Math.max(0, Math.min(1, (along[0] * aside[0] + along[1] * aside[1]) / square)) : 0;
  return Math.hypot(aside[0] - part * along[0], aside[1] - part * along[1]);
};

// As few of the points as stay within the tolerance (Ramer, Douglas, Peucker); `ratio` is width over height.
export const simplified = (points, ratio, tolerance = TOLERANCE) => {
  const kept = new Set([0, points.length - 1]);
  const open = [[0, points.length - 1]];
  while (open.length) {
    const [first, last] = open.pop();
    let far = first;
    let most = 0;
    for (let each = first + 1; each < last; each += 1) {
      const off = away(points[each], points[first], points[last], ratio);
      if (off > most) [far, most] = [each, off];
    }
    if (most <= tolerance) continue;
    kept.add(far);
    open.push([first, far], [far, last]);
  }
  return points.filter((_point, each) => kept.has(each)).map(place);
};

// Where a path is at `time` (0 … 1), at an even speed.
export const at = (path, time, ratio) => {
  const lengths = path.slice(1).map(([x, y], each) => Math.hypot(x - path[each][0], (y - path[each][1]) / ratio));
  let left = Math.max(0, Math.min(1, time)) * lengths.reduce((all, each) => all + each, 0);
  for (const [each, length] of lengths.entries()) {
    const [[ax, ay], [bx, by]] = [path[each], path[each + 1]];
    if (length && left <= length) return [ax + ((bx - ax) * left) / length, ay + ((by - ay) * left) / length];
    left -= length;
  }
  return path.at(-1);
};

const most = (points, count, ratio) => {
  const few = simplified(points, ratio);
  return few.length <= count ? few : Array.from({ length: count }, (_each, step) => place(at(few, step / (count - 1), ratio)));
};
export const stroke = (points, ratio) => most(points, MOST.points, ratio);
export const track = (points, ratio) => most(points, MOST.path, ratio);

// A path's direction in degrees (0 up, 90 right) and its distance in widths, from its first point to its last.
export const bearing = (path, ratio) => {
  if (path.length < 2) return { direction: 90, distance: 0 };
  const [x, y] = [path.at(-1)[0] - path[0][0], (path.at(-1)[1] - path[0][1]) / ratio];
  return { direction: ((Math.atan2(x, -y) * 180) / Math.PI + 360) % 360, distance: Math.hypot(x, y) };
};

// Along the way from 0 to 1, how far to the left it bends, in distances.
const BENDS = {
  straight: () => 0,
  left: (way) => Math.sin(Math.PI * way) / 4,
  right: (way) => -Math.sin(Math.PI * way) / 4,
  wave: (way) => Math.sin(4 * Math.PI * way) / 16,
};

export const drawn = (start, { direction, distance }, curve, ratio) => {
  const turn = (direction * Math.PI) / 180;
  const [x, y] = [Math.sin(turn) * distance, -Math.cos(turn) * distance];
  const steps = { straight: 1, wave: 18 }[curve] ?? 10;
  return Array.from({ length: steps + 1 }, (_each, step) => {
    const [way, off] = [step / steps, BENDS[curve](step / steps)];
    return place([start[0] + x * way + y * off, start[1] + (y * way - x * off) * ratio]);
  });
};

// Which of the curves a path is; empty where somebody drew it.
export const curveOf = (path, ratio) =>
  Object.keys(BENDS).find((name) => {
    const same = path.length > 1 ? drawn(path[0], bearing(path, ratio), name, ratio) : [];
    return same.length === path.length && same.every(([x, y], each) => Math.hypot(x - path[each][0], y - path[each][1]) < 0.002);
  }) ?? "";

// A drawn path in another direction or as long as wished, its form kept.
export const turned = (path, { direction, distance }, ratio) => {
  const was = bearing(path, ratio);
  if (path.length < 2 || was.distance < 0.002) return drawn(path[0] ?? [0.5, 0.5], { direction, distance }, "straight", ratio);
  const [[ox, oy], scale] = [path[0], distance / was.distance];
  const turn = ((direction - was.direction) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  return path.map(([px, py]) => {
    const [x, y] = [px - ox, (py - oy) / ratio];
    return place([ox + x * cos - y * sin, oy + (x * sin + y * cos) * ratio]);
  });
};

// A mark laid over the others. Cells that follow each other stay one mark per area, however many keys were pressed.
export const marked = (doc, mark) => {
  const points = mark.points.map(place);
  if (mark.shape !== "cells") return { ...doc, marks: [...doc.marks, { ...mark, points, width: mark.width ?? 0 }] };
  const run = doc.marks.length - (doc.marks.findLastIndex(({ shape }) => shape !== "cells") + 1);
  const before = doc.marks.slice(0, doc.marks.length - run);
  const taken = new Set(points.map(String));
  const cells = doc.marks.slice(doc.marks.length - run).map((each) => ({ ...each, points: each.points.filter((point) => !taken.has(String(point))) }));
  const mine = cells.find(({ area }) => area === mark.area);
  if (mine) mine.points = [...mine.points, ...points];
  else cells.push({ ...mark, points, width: 0 });
  return { ...doc, marks: [...before, ...cells.filter((each) => each.points.length)] };
};

export const fits = (doc) => doc.marks.length <= MOST.marks && written(doc).length <= MOST.letters;
export const painted = (doc, area) => doc.marks.some((mark) => mark.area === area);
export const pathOf = (doc, number) => doc.areas[number - 1]?.path ?? [];
export const changed = (doc, number, values) => ({ ...doc, areas: doc.areas.map((area, each) => (each === number - 1 ? { ...area, ...values } : area)) });
export const added = (doc) => (doc.areas.length < MOST.areas ? { ...doc, areas: [...doc.areas, { name: "", path: [] }] } : doc);

// An area taken out: those behind it move up; its marks become `into`, or go.
export const removed = (doc, number, into = null) => {
  const marks = doc.marks
    .filter((mark) => mark.area !== number || into !== null)
    .map((mark) => ({ ...mark, area: mark.area === number ? into : mark.area > number ? mark.area - 1 : mark.area }));
  return { areas: doc.areas.filter((_area, each) => each !== number - 1), marks: number === STILL ? doc.marks.filter(({ area }) => area !== STILL) : marks };
};

// What is lacking: [number, "path" or "paint"] of every area that has only one of the two.
export const lacking = (doc) =>
  doc.areas.flatMap(({ path }, each) => {
    const [paint, way] = [painted(doc, each + 1), path.length > 1];
    return paint === way ? [] : [[each + 1, paint ? "path" : "paint"]];
  });

// Fifty steps back and forth. Changes with the same `join` that follow each other are one step.
export class History {
  constructor(doc) {
    Object.assign(this, { now: doc, back: [], forth: [], join: "" });
  }

  put(doc, join = "") {
    if (doc === this.now) return;
    if (!join || join !== this.join) this.back = [...this.back, this.now].slice(-STEPS);
    Object.assign(this, { now: doc, forth: [], join });
  }

  undo() {
    if (!this.back.length) return false;
    this.forth.push(this.now);
    Object.assign(this, { now: this.back.pop(), join: "" });
    return true;
  }

  redo() {
    if (!this.forth.length) return false;
    this.back.push(this.now);
    Object.assign(this, { now: this.forth.pop(), join: "" });
    return true;
  }
}
