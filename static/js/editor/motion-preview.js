// A rough preview: every area is cut out and carried along its path, what it leaves is filled from around it, and what is
// still stays on top.
import { STILL, at, pathOf } from "./motion-model.js";
import { sheet } from "./motion-layers.js";

const LENGTH = 2000;
const FILL = 24;

const cut = ({ picture, layers: { size } }, layer) => {
  const pen = sheet(size.width, size.height);
  pen.drawImage(layer, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.drawImage(picture, 0, 0, size.width, size.height);
  return pen.canvas;
};

// The neighbours of what is gone, spread over it: a small copy drawn below itself, further out each time.
const filled = ({ picture, layers: { size } }, gone) => {
  const high = Math.max(1, Math.round((FILL * size.height) / size.width));
  const small = sheet(FILL, high);
  small.drawImage(picture, 0, 0, FILL, high);
  small.globalCompositeOperation = "destination-out";
  for (let times = 0; times < 3; times += 1) small.drawImage(gone, 0, 0, FILL, high);
  small.globalCompositeOperation = "destination-over";
  for (let far = 1; far <= FILL; far += 1) {
    for (const [x, y] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) small.drawImage(small.canvas, x, y);
  }
  const pen = sheet(size.width, size.height);
  pen.drawImage(gone, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.imageSmoothingQuality = "high";
  pen.drawImage(small.canvas, 0, 0, size.width, size.height);
  return pen.canvas;
};

export const moving = (doc, layers) => doc.areas.map((_area, each) => each + 1).filter((area) => pathOf(doc, area).length > 1 && layers.layers.has(area));

// Answers a function that paints the picture as it is at `time`, 0 … 1.
export const staged = (surface, doc) => {
  const { layers, canvas, pen, picture, ratio } = surface;
  const areas = moving(doc, layers);
  const gone = sheet(canvas.width, canvas.height);
  for (const area of areas) gone.drawImage(layers.layer(area).canvas, 0, 0);
  const hole = filled(surface, gone.canvas);
  const cuts = areas.map((area) => [cut(surface, layers.layer(area).canvas), pathOf(doc, area)]);
  const still = layers.layers.has(STILL) ? cut(surface, layers.layer(STILL).canvas) : null;
  return (time) => {
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    if (time > 0) pen.drawImage(hole, 0, 0);
    for (const [layer, path] of cuts) {
      const [x, y] = at(path, time, ratio);
      pen.drawImage(layer, (x - path[0][0]) * canvas.width, (y - path[0][1]) * canvas.height);
    }
    if (still) pen.drawImage(still, 0, 0);
  };
};

// Plays two seconds; the answer stops it.
export const play = (paint, done) => {
  let frame = 0;
  const began = performance.now();
  const step = (now) => {
    const time = (now - began) / LENGTH;
    paint(Math.max(0, Math.min(1, time)));
    if (time < 1) frame = requestAnimationFrame(step);
    else done();
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
};
