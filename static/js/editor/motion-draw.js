// The picture with its areas: each has colour, hatch, number and two outlines, its path has an arrow. Lines are as thick on
// every screen: `unit` is pixels of the canvas in one of the page.
import { COLUMNS, ROWS, STILL, at, pathOf } from "./motion-model.js";
import { Layers, sheet, trace } from "./motion-layers.js";

const LONGEST = 1280;
const HATCHES = {
  1: [[4, 0, 4, 12]],
  2: [[0, 6, 12, 6]],
  3: [[-3, 15, 15, -3], [-3, 3, 3, -3], [9, 15, 15, 9]],
  4: [[-3, -3, 15, 15], [9, -3, 15, 3], [-3, 9, 3, 15]],
  5: [[6, 0, 6, 12], [0, 6, 12, 6]],
  6: [[-3, 15, 15, -3], [-3, -3, 15, 15]],
  [STILL]: [[5, 6, 7, 6]],
};

const hatch = (area, colour, unit) => {
  const pen = sheet(12, 12);
  Object.assign(pen, { fillStyle: colour, globalAlpha: 0.34 });
  pen.fillRect(0, 0, 12, 12);
  pen.globalAlpha = 1;
  for (const [style, width] of [["rgb(0 0 0 / .5)", 3], [colour, 1.5]]) {
    Object.assign(pen, { strokeStyle: style, lineWidth: width });
    for (const [ax, ay, bx, by] of HATCHES[area]) (pen.beginPath(), pen.moveTo(ax, ay), pen.lineTo(bx, by), pen.stroke());
  }
  const pattern = pen.createPattern(pen.canvas, "repeat");
  pattern.setTransform(new DOMMatrix().scale(unit));
  return pattern;
};

const ringed = (layer, { width, height }, unit) => {
  const ring = sheet(width, height);
  for (const [colour, far] of [["#000", 2.5], ["#fff", 1.25]]) {
    const line = sheet(width, height);
    for (let turn = 0; turn < 8; turn += 1) line.drawImage(layer, Math.cos((turn * Math.PI) / 4) * far * unit, Math.sin((turn * Math.PI) / 4) * far * unit);
    Object.assign(line, { globalCompositeOperation: "source-in", fillStyle: colour });
    line.fillRect(0, 0, width, height);
    ring.drawImage(line.canvas, 0, 0);
  }
  ring.globalCompositeOperation = "destination-out";
  ring.drawImage(layer, 0, 0);
  return ring.canvas;
};

export class Surface {
  constructor(canvas, picture, colours) {
    const scale = Math.min(1, LONGEST / Math.max(picture.naturalWidth, picture.naturalHeight));
    canvas.width = Math.round(picture.naturalWidth * scale);
    canvas.height = Math.round(picture.naturalHeight * scale);
    Object.assign(this, { canvas, picture, colours, pen: canvas.getContext("2d"), layers: new Layers(canvas.width, canvas.height), looks: new Map() });
  }

  get ratio() {
    return this.canvas.width / this.canvas.height;
  }

  get unit() {
    return this.canvas.width / (this.canvas.clientWidth || this.canvas.width);
  }

  // An area as it is shown, kept until it is painted in or the screen changes.
  look(area) {
    const key = `${this.layers.version.get(area)} ${this.unit}`;
    if (this.looks.get(area)?.key === key) return this.looks.get(area);
    const { width, height } = this.canvas;
    const pen = sheet(width, height);
    const layer = this.layers.layer(area).canvas;
    pen.drawImage(layer, 0, 0);
    Object.assign(pen, { globalCompositeOperation: "source-in", fillStyle: hatch(area, this.colours[area], this.unit) });
    pen.fillRect(0, 0, width, height);
    pen.globalCompositeOperation = "source-over";
    pen.drawImage(ringed(layer, this.canvas, this.unit), 0, 0);
    this.looks.set(area, { key, shown: pen.canvas, middle: this.layers.middle(area) });
    return this.looks.get(area);
  }

  spot([x, y]) {
    return [x * this.canvas.width, y * this.canvas.height];
  }

  show(doc, view) {
    const { pen, canvas } = this;
    this.layers.paint(doc.marks);
    pen.drawImage(this.picture, 0, 0, canvas.width, canvas.height);
    for (const area of this.layers.layers.keys()) {
      if (area <= doc.areas.length) pen.drawImage(this.look(area).shown, 0, 0);
    }
    this.lines(view);
    doc.areas.forEach((_area, each) => this.path(pathOf(doc, each + 1), each + 1, view));
    for (const area of this.layers.layers.keys()) this.number(area, area <= doc.areas.length ? this.look(area).middle : null, view);
    if (view.draft) this.draft(view);
    if (view.cursor) this.cursor(view);
  }

  // A line that shows on any picture: dark below, light above.
  line(draw, colour = "#fff", width = 2) {
    for (const [style, extra] of [["#000", 2], [colour, 0]]) {
      Object.assign(this.pen, { strokeStyle: style, lineWidth: (width + extra) * this.unit, lineJoin: "round", lineCap: "round" });
      this.pen.beginPath();
      draw(this.pen);
      this.pen.stroke();
    }
  }

  lines({ grid, thirds }) {
    for (const [wished, columns, rows] of [[grid, COLUMNS, ROWS], [thirds, 3, 3]]) {
      if (!wished) continue;
      this.pen.save();
      this.pen.globalAlpha = 0.55;
      for (let each = 1; each < columns; each += 1) this.line((pen) => (pen.moveTo(...this.spot([each / columns, 0])), pen.lineTo(...this.spot([each / columns, 1]))), "#fff", 0.75);
      for (let each = 1; each < rows; each += 1) this.line((pen) => (pen.moveTo(...this.spot([0, each / rows])), pen.lineTo(...this.spot([1, each / rows]))), "#fff", 0.75);
      this.pen.restore();
    }
  }

  // A path with its arrow, a dot for every second, and its points where the area is chosen.
  path(path, area, { active, point, seconds }) {
    if (!path.length) return;
    const [{ pen, unit, ratio }, spots] = [this, path.map((each) => this.spot(each))];
    const end = spots.at(-1);
    const colour = this.colours[area];
    if (spots.length > 1) {
      const near = this.spot(at(path, 0.97, ratio));
      const turn = Math.atan2(end[1] - near[1], end[0] - near[0]);
      const head = (side) => [end[0] - 12 * unit * Math.cos(turn + side * 0.5), end[1] - 12 * unit * Math.sin(turn + side * 0.5)];
      this.line((line) => {
        spots.forEach((each, place) => line[place ? "lineTo" : "moveTo"](...each));
        (line.moveTo(...head(1)), line.lineTo(...end), line.lineTo(...head(-1)));
      }, colour, area === active ? 3 : 2);
      for (let second = 1; second < seconds; second += 1) this.dot(this.spot(at(path, second / seconds, ratio)), 3, "#fff");
    }
    if (area !== active) return;
    spots.forEach((each, place) => this.dot(each, place === point ? 7 : spots.length > 8 ? 2.5 : 4.5, place === point ? "#fff" : colour));
    pen.globalAlpha = 1;
  }

  dot([x, y], radius, colour) {
    const { pen, unit } = this;
    pen.beginPath();
    pen.arc(x, y, radius * unit, 0, 2 * Math.PI);
    Object.assign(pen, { fillStyle: colour, strokeStyle: "#000", lineWidth: 1.5 * unit });
    pen.fill();
    pen.stroke();
  }

  number(area, middle, { active }) {
    if (!middle) return;
    const { pen, unit } = this;
    const [x, y] = this.spot(middle);
    const radius = area === active ? 13 : 11;
    pen.beginPath();
    pen.arc(x, y, radius * unit, 0, 2 * Math.PI);
    Object.assign(pen, { fillStyle: this.colours[area], strokeStyle: area === active ? "#fff" : "#000", lineWidth: 2 * unit });
    pen.fill();
    pen.stroke();
    Object.assign(pen, { fillStyle: "#111", font: `700 ${13 * unit}px sans-serif`, textAlign: "center", textBaseline: "middle" });
    pen.fillText(area === STILL ? "■" : String(area), x, y + unit);
  }

  // What is being drawn: a shape or stroke that is not laid down yet, or the points of a polygon or path.
  draft({ draft, active }) {
    const { pen, canvas, unit } = this;
    const colour = draft.area > 0 || draft.area === STILL ? this.colours[draft.area] : "#fff";
    const line = (points) => this.line((each) => points.forEach((point, place) => each[place ? "lineTo" : "moveTo"](...this.spot(point))), colour, 2);
    if (draft.shape && (draft.shape !== "polygon" || draft.points.length > 2)) {
      pen.save();
      Object.assign(pen, { globalAlpha: 0.5, fillStyle: colour, strokeStyle: colour });
      trace(pen, draft, canvas);
      pen.restore();
    }
    if (!draft.shape || draft.shape === "polygon") {
      line(draft.points);
      draft.points.forEach((point) => this.dot(this.spot(point), 4.5, this.colours[active] ?? "#fff"));
    }
    pen.lineWidth = unit;
  }

  // Where the keyboard is: a cell of the grid, or a cross; for the brush a ring as wide as it paints.
  cursor({ cursor }) {
    const { canvas, unit } = this;
    if (cursor.cell) {
      const [column, row] = cursor.cell;
      const [left, top] = this.spot([column / COLUMNS, row / ROWS]);
      return this.line((pen) => pen.rect(left, top, canvas.width / COLUMNS, canvas.height / ROWS), "#fff", 2.5);
    }
    const [x, y] = this.spot(cursor.point);
    if (cursor.width) return this.line((pen) => pen.arc(x, y, Math.max(unit, (cursor.width * canvas.width) / 2), 0, 2 * Math.PI), "#fff", 1);
    return this.line((pen) => (pen.moveTo(x - 9 * unit, y), pen.lineTo(x + 9 * unit, y), pen.moveTo(x, y - 9 * unit), pen.lineTo(x, y + 9 * unit)), "#fff", 2);
  }
}
