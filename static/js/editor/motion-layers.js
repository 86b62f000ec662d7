// Marks as pixels, painted as projects/media/masks.py does: one layer per area, a later mark takes the place.
import { COLUMNS, ERASED, ROWS } from "./motion-model.js";

const SAMPLE = 64;

export const sheet = (width, height, options) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return canvas.getContext("2d", options);
};

const cell = ([x, y], { width, height }) => {
  const [column, row] = [Math.min(COLUMNS - 1, Math.floor(x * COLUMNS + 0.01)), Math.min(ROWS - 1, Math.floor(y * ROWS + 0.01))];
  const [left, right] = [column, column + 1].map((each) => Math.floor((width * each) / COLUMNS));
  const [top, bottom] = [row, row + 1].map((each) => Math.floor((height * each) / ROWS));
  return [left, top, right - left, bottom - top];
};

const box = (points) => {
  const [[ax, ay], [bx, by]] = [points[0], points.at(-1)];
  return [Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay)];
};

// The outline of a mark on a canvas; a brush is stroked, everything else filled.
export const trace = (pen, { shape, points, width }, size) => {
  const places = points.map(([x, y]) => [x * size.width, y * size.height]);
  pen.beginPath();
  if (shape === "brush") {
    Object.assign(pen, { lineWidth: Math.max(1, Math.round(width * size.width)), lineCap: "round", lineJoin: "round" });
    pen.moveTo(...places[0]);
    for (const each of places.length > 1 ? places.slice(1) : places) pen.lineTo(...each);
    return pen.stroke();
  }
  if (shape === "rectangle") pen.rect(...box(places));
  else if (shape === "ellipse") {
    const [x, y, wide, high] = box(places);
    pen.ellipse(x + wide / 2, y + high / 2, wide / 2, high / 2, 0, 0, 2 * Math.PI);
  } else if (shape === "cells") for (const each of points) pen.rect(...cell(each, size));
  else for (const [number, each] of places.entries()) pen[number ? "lineTo" : "moveTo"](...each);
  return pen.fill();
};

// One layer per area. New marks are laid over; after an undo everything is painted again.
export class Layers {
  constructor(width, height) {
    Object.assign(this, { size: { width, height }, marks: [], layers: new Map(), version: new Map() });
  }

  layer(area) {
    if (!this.layers.has(area)) this.layers.set(area, sheet(this.size.width, this.size.height, { willReadFrequently: true }));
    return this.layers.get(area);
  }

  paint(marks) {
    const goes = this.marks.every((mark, each) => mark === marks[each]);
    if (!goes) for (const [area, pen] of this.layers) (pen.clearRect(0, 0, this.size.width, this.size.height), this.touch(area));
    for (const mark of marks.slice(goes ? this.marks.length : 0)) {
      if (mark.area !== ERASED) this.layer(mark.area);
      for (const [area, pen] of this.layers) {
        pen.globalCompositeOperation = area === mark.area ? "source-over" : "destination-out";
        trace(pen, mark, this.size);
        this.touch(area);
      }
    }
    this.marks = marks;
  }

  touch(area) {
    this.version.set(area, (this.version.get(area) ?? 0) + 1);
  }

  // A small copy of a layer's coverage, 0 … 255 each.
  sample(area) {
    const high = Math.max(1, Math.round((SAMPLE * this.size.height) / this.size.width));
    const pen = sheet(SAMPLE, high, { willReadFrequently: true });
    pen.drawImage(this.layer(area).canvas, 0, 0, SAMPLE, high);
    const { data } = pen.getImageData(0, 0, SAMPLE, high);
    return { high, alpha: Array.from({ length: SAMPLE * high }, (_each, place) => data[4 * place + 3]) };
  }

  // Where an area's number stands: the covered place nearest to the middle of all that is covered; null where nothing is.
  middle(area) {
    if (!this.layers.has(area)) return null;
    const { high, alpha } = this.sample(area);
    const covered = alpha.flatMap((value, place) => (value > 90 ? [[((place % SAMPLE) + 0.5) / SAMPLE, (Math.floor(place / SAMPLE) + 0.5) / high]] : []));
    if (!covered.length) return null;
    const mean = [0, 1].map((axis) => covered.reduce((all, each) => all + each[axis], 0) / covered.length);
    const far = ([x, y]) => (x - mean[0]) ** 2 + ((y - mean[1]) * high) ** 2 / SAMPLE ** 2;
    return covered.reduce((best, each) => (far(each) < far(best) ? each : best));
  }

  // The area that a place belongs to.
  owner([x, y]) {
    const [left, top] = [Math.min(this.size.width - 1, Math.floor(x * this.size.width)), Math.min(this.size.height - 1, Math.floor(y * this.size.height))];
    for (const [area, pen] of this.layers) if (pen.getImageData(left, top, 1, 1).data[3] > 127) return area;
    return ERASED;
  }
}
