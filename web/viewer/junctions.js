// Where lines meet, found in the ink at full size: on a whole sheet a pixel of the screen stands for 15
// to 25 of the drawing, and nobody clicks finer than that.
//
// Small windows find every corner, those of letters too. Each is then looked at as large as a person
// sees it: what counts are the edges that run through it, and only lines that are long enough stay.

import { clamp } from './geometry.js';
import { Edges } from './edges.js';

/** @import { Bundle } from './edges.js' */
/** @import { InkPatch, Point } from './types.js' */

/** Half the window that looks for corners, and how far apart they are; thick lines are one thing, before their edges are. */
const SEARCHES = [{ half_px: 12, apart_px: 8 }, { half_px: 7, apart_px: 8 }];
const MOST_SPREAD = 0.4; // of half a window: how far edges pass by the place they run through; by chance .6
const EXACT_HALF_PX = 14;
const EXACT_STEPS = 8;
const STILL_PX = 0.02; // a step that goes no further is the last
const [LEAST_HALF_PX, MOST_HALF_PX] = [7, 32]; // of what a person sees
const LEAST_ROUNDNESS = 0.3; // lines that meet at a third of a right angle
const FAR = 0.6; // of half that window: lines reach beyond it, letters do not
const LEAST_ACROSS = 0.25; // of half that window: edges beyond it of the line that is seen less; a hairline's have .4
const LEAST_SPREAD_PX = 1.4; // of a hairline's edges: pixels are squares
const SCALE = 2.2; // of the spread: below 2 the place would fall to one edge of a thick line
const APART_PX = 3; // nearer than that, two are one
const MOST = 10; // as many as are told apart

/**
 * Return half the side of the window in which a person sees what meets, at a scale.
 * @param {number} scale CSS pixels an image pixel
 */
export const windowFor = (scale) => Math.round(clamp(2 / scale, LEAST_HALF_PX, MOST_HALF_PX));

/**
 * Return the junctions around a place, the nearest first.
 * @param {InkPatch} ink with a margin of half a window around what is within reach
 * @param {Point} around of the image
 * @param {number} reach_px how far from there
 * @param {number} half_px half the side of the window in which they are seen
 * @returns {Point[]} of the image
 */
export function junctionsAround(ink, around, reach_px, half_px) {
  const edges = new Edges(ink);
  /** @type {Point[]} */
  const found = [];
  for (const corner of cornersAround(edges, around, reach_px)) {
    const at = exact(edges, corner, half_px);
    if (!at || distance(at, around) > reach_px || found.some((other) => distance(other, at) < APART_PX)) continue;
    found.push(at);
    if (found.length === MOST) break;
  }
  return found.sort((a, b) => distance(a, around) - distance(b, around));
}

/** @type {(a: Point, b: Point) => number} */
export const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * Return where edges of two directions run through one place, the nearest first.
 * @param {Edges} edges
 * @param {Point} around
 * @param {number} reach_px
 * @returns {Bundle[]}
 */
function cornersAround(edges, around, reach_px) {
  /** @type {Bundle[]} */
  const kept = [];
  for (const { half_px, apart_px } of SEARCHES) {
    for (const bundle of cornersOf(edges, around, reach_px, half_px)) {
      if (!kept.some(({ at }) => distance(at, bundle.at) < apart_px)) kept.push(bundle);
    }
  }
  return kept.sort((a, b) => distance(a.at, around) - distance(b.at, around));
}

/**
 * Return what windows of one size see, the best first.
 * @param {Edges} edges
 * @param {Point} around
 * @param {number} reach_px
 * @param {number} half_px
 * @returns {Bundle[]}
 */
function cornersOf(edges, around, reach_px, half_px) {
  const seen = [];
  const step = reach_px > 40 ? 2 : 1;
  for (let y = Math.floor(around.y - reach_px); y <= around.y + reach_px; y += step) {
    for (let x = Math.floor(around.x - reach_px); x <= around.x + reach_px; x += step) {
      const bundle = edges.inWindow({ x, y }, half_px);
      if (!bundle || bundle.roundness < LEAST_ROUNDNESS || bundle.across_px < half_px / 2) continue;
      const beside_px = distance(bundle.at, { x: x + 0.5, y: y + 0.5 });
      if (beside_px > half_px / 3 || bundle.spread_px > MOST_SPREAD * half_px) continue;
      seen.push({ bundle, quality: bundle.spread_px + beside_px });
    }
  }
  return seen.sort((a, b) => a.quality - b.quality).map(({ bundle }) => bundle);
}

/**
 * Return the very place, whatever else is near: edges count the less, the farther they pass by it.
 * `null` where lines that meet there are too short to be seen.
 * @param {Edges} edges
 * @param {Bundle} corner
 * @param {number} half_px
 */
function exact(edges, corner, half_px) {
  let { at, spread_px } = corner;
  for (let step = 0; step < EXACT_STEPS; step += 1) {
    const nearer = edges.near(at, EXACT_HALF_PX, SCALE * Math.max(LEAST_SPREAD_PX, spread_px));
    if (!nearer || distance(nearer.at, corner.at) > EXACT_HALF_PX) return null;
    const isStill = distance(nearer.at, at) < STILL_PX;
    ({ at, spread_px } = nearer);
    if (isStill) break;
  }
  const most_px = SCALE * Math.max(LEAST_SPREAD_PX, spread_px);
  const seen = edges.through(at, half_px, FAR * half_px, most_px);
  return seen && seen.across_px >= LEAST_ACROSS * half_px && seen.roundness >= LEAST_ROUNDNESS ? at : null;
}
