// Which place of one sheet looks like a place of the other: of several corners that a click may mean,
// the one with the same ink around it.

import { clamp } from './geometry.js';

/** @import { InkPatch, Point } from './types.js' */

/** What is compared: this much on every side, a seventh of an inch. */
export const SURROUNDINGS_PX = 40;
const SIDE_PX = 2 * SURROUNDINGS_PX + 1;
const SLACK_PX = 2; // lines of another plot are a pixel thicker, or beside their place
const LEAST_LIKENESS = 0.8;
const AS_GOOD = 0.02; // of two that are as like as that, the nearer one

/** @typedef {{ink: Uint8Array, near: Uint8Array}} Surroundings near: also where ink is within the slack */

/**
 * Return what is around a place.
 * @param {InkPatch} ink
 * @param {Point} at of the image
 * @returns {Surroundings}
 */
export function surroundings(ink, at) {
  const [left, top] = [Math.floor(at.x) - ink.x0 - SURROUNDINGS_PX, Math.floor(at.y) - ink.y0 - SURROUNDINGS_PX];
  const own = new Uint8Array(SIDE_PX ** 2);
  for (let y = 0; y < SIDE_PX; y += 1) {
    for (let x = 0; x < SIDE_PX; x += 1) own[y * SIDE_PX + x] = valueAt(ink, left + x, top + y);
  }
  return { ink: own, near: spread(own) };
}

/** @type {(ink: InkPatch, x: number, y: number) => number} */
const valueAt = ({ width, height, data }, x, y) =>
  (x < 0 || y < 0 || x >= width || y >= height ? 0 : Number(data[y * width + x]));

/** @param {Uint8Array} ink */
function spread(ink) {
  const near = new Uint8Array(ink.length);
  ink.forEach((value, place) => {
    if (!value) return;
    const [x, y] = [place % SIDE_PX, Math.floor(place / SIDE_PX)];
    const to = (/** @type {number} */ at) => clamp(at, 0, SIDE_PX - 1);
    for (let row = to(y - SLACK_PX); row <= to(y + SLACK_PX); row += 1) {
      near.fill(1, row * SIDE_PX + to(x - SLACK_PX), row * SIDE_PX + to(x + SLACK_PX) + 1);
    }
  });
  return near;
}

/**
 * Return the junction that has most of the same ink around it; where none has, the first.
 * @param {InkPatch} ink
 * @param {readonly Point[]} junctions the nearest first
 * @param {Surroundings} wanted of the other sheet
 * @returns {Point | undefined}
 */
export function likest(ink, junctions, wanted) {
  const told = junctions.map((junction) => ({ junction, likeness: likeness(surroundings(ink, junction), wanted) }));
  const best = Math.max(0, ...told.map((one) => one.likeness));
  if (best < LEAST_LIKENESS) return junctions[0];
  return told.find((one) => one.likeness >= best - AS_GOOD)?.junction;
}

/**
 * Return the share of the ink of either that has ink of the other beside it.
 * @param {Surroundings} a
 * @param {Surroundings} b
 */
function likeness(a, b) {
  let [all, alike] = [0, 0];
  a.ink.forEach((value, place) => {
    const other = Number(b.ink[place]);
    all += value + other;
    alike += (value && Number(b.near[place])) + (other && Number(a.near[place]));
  });
  return all ? alike / all : 0;
}
