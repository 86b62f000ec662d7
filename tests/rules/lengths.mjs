// Reads {"vectors": […], "gestures": [[timing, op], …]} on standard input; answers what timing.js makes of them.
import { readFileSync } from "node:fs";
import { apply, fit, limits, roll, setShot } from "../../static/js/timing.js";

const { vectors, gestures } = JSON.parse(readFileSync(0, "utf8"));
const judge = ({ d, L, T, m, k, v, dl }) => ({
  fit: fit(d, L, T, m),
  lim: limits(d, L, k, T, m),
  set: setShot(d, L, k, v, T, m),
  roll: k + 1 < d.length ? roll(d, L, k, dl, m) : null,
});
const answer = { vectors: vectors.map(judge), gestures: gestures.map(([timing, op]) => apply(timing, op)) };
process.stdout.write(JSON.stringify(answer));
