// The edges of ink, and where those of a window run through: the way of Förstner and Gülch (1987).
// Edges on both sides of a line are alike, so that it is the middle of the lines, to a part of a pixel,
// whatever their width.

import { clamp } from './geometry.js';

/** @import { InkPatch, Point } from './types.js' */

/**
 * Of a window: how much edge runs across the way that most runs, in pixels of its length; which share
 * of what there would be if it were as much that is (0: all run one way); the place that edges run
 * through, and how far they pass by it.
 * @typedef {{across_px: number, roundness: number, at: Point, spread_px: number}} Bundle
 */

/** @typedef {[gxx: number, gxy: number, gyy: number, bx: number, by: number, c: number]} Sums */

export class Edges {
  /** @param {InkPatch} ink */
  constructor(ink) {
    this.ink = ink;
    this.row = ink.width + 1;
    this.gx = new Float32Array(ink.data.length);
    this.gy = new Float32Array(ink.data.length);
    this.strength = new Float32Array(ink.data.length);
    /** Sums over all that is above and to the left. @type {Float64Array[]} */
    this.tables = Array.from({ length: 6 }, () => new Float64Array(this.row * (ink.height + 1)));
    this.measure();
    this.add();
  }

  /** Measure how ink begins and ends, by Sobel: its smoothing keeps edges of slanting lines even. */
  measure() {
    const { width, height, data } = this.ink;
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        const at = y * width + x;
        const value = (/** @type {number} */ offset) => Number(data[at + offset]);
        const [right, left] = [value(1 - width) + 2 * value(1) + value(1 + width), value(-1 - width) + 2 * value(-1) + value(width - 1)];
        const [below, above] = [value(width - 1) + 2 * value(width) + value(width + 1), value(-width - 1) + 2 * value(-width) + value(1 - width)];
        const [gx, gy] = [(right - left) / 8, (below - above) / 8];
        this.gx[at] = gx;
        this.gy[at] = gy;
        this.strength[at] = Math.sqrt(gx * gx + gy * gy);
      }
    }
  }

  add() {
    const { width, height } = this.ink;
    const line = new Float64Array(6);
    for (let y = 0; y < height; y += 1) {
      line.fill(0);
      for (let x = 0; x < width; x += 1) {
        const place = (y + 1) * this.row + x + 1;
        addEdge(line, Number(this.gx[y * width + x]), Number(this.gy[y * width + x]), x + 0.5, y + 0.5, 1);
        for (let i = 0; i < 6; i += 1) {
          const table = /** @type {Float64Array} */ (this.tables[i]);
          table[place] = Number(table[place - this.row]) + Number(line[i]);
        }
      }
    }
  }

  /**
   * Return the edges of a window; `null` where they run one way, or there are none.
   * @param {Point} centre of the image
   * @param {number} half_px half the window's side
   */
  inWindow(centre, half_px) {
    const [left, top, right, bottom] = this.window(centre, half_px);
    const sum = (/** @type {Float64Array} */ table) =>
      Number(table[bottom * this.row + right]) - Number(table[top * this.row + right])
      - Number(table[bottom * this.row + left]) + Number(table[top * this.row + left]);
    return this.bundle(/** @type {Sums} */ (this.tables.map(sum)));
  }

  /**
   * Return the edges of a window that pass by a place, the more of them the nearer they do. Those at
   * the place itself are left out: there, the outer edges of a corner are longer than the inner ones.
   * @param {Point} at of the image
   * @param {number} half_px
   * @param {number} scale_px how far is near
   */
  near(at, half_px, scale_px) {
    const least_px = Math.min(scale_px, half_px / 2);
    return this.weighted(at, half_px, (beside_px, away_px) =>
      (away_px < least_px ? 0 : 1 / (1 + (beside_px / scale_px) ** 2) ** 2));
  }

  /**
   * Return the edges in the outer part of a window that run through a place: the far ends of its lines.
   * @param {Point} at of the image
   * @param {number} half_px
   * @param {number} least_px how far from the place that part begins
   * @param {number} most_px how far edges may pass by the place
   */
  through(at, half_px, least_px, most_px) {
    return this.weighted(at, half_px, (beside_px, away_px) => Number(away_px >= least_px && Math.abs(beside_px) <= most_px));
  }

  /**
   * @param {Point} at
   * @param {number} half_px
   * @param {(beside_px: number, away_px: number) => number} weight of an edge that passes so far by the
   *   place, so far away from it
   */
  weighted(at, half_px, weight) {
    const { x0, y0, width } = this.ink;
    const [left, top, right, bottom] = this.window({ x: Math.floor(at.x), y: Math.floor(at.y) }, half_px);
    const sums = new Float64Array(6);
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) {
        const strength = Number(this.strength[y * width + x]);
        if (!strength) continue;
        const [gx, gy] = [Number(this.gx[y * width + x]), Number(this.gy[y * width + x])];
        const [dx, dy] = [x + 0.5 + x0 - at.x, y + 0.5 + y0 - at.y];
        addEdge(sums, gx, gy, x + 0.5, y + 0.5, weight((gx * dx + gy * dy) / strength, Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
    return this.bundle(/** @type {Sums} */ ([...sums]));
  }

  /**
   * @param {Point} centre
   * @param {number} half_px
   * @returns {[number, number, number, number]} of the patch, cut at its edges
   */
  window({ x, y }, half_px) {
    const { x0, y0, width, height } = this.ink;
    return [
      clamp(x - x0 - half_px, 0, width), clamp(y - y0 - half_px, 0, height),
      clamp(x - x0 + half_px + 1, 0, width), clamp(y - y0 + half_px + 1, 0, height),
    ];
  }

  /**
   * @param {Sums} sums
   * @returns {Bundle | null}
   */
  bundle([gxx, gxy, gyy, bx, by, c]) {
    const [trace, volume] = [gxx + gyy, gxx * gyy - gxy * gxy];
    if (volume < 1e-9 * trace * trace || trace < 1e-9) return null;
    const [x, y] = [(gyy * bx - gxy * by) / volume, (gxx * by - gxy * bx) / volume];
    const left = c - 2 * (x * bx + y * by) + x * x * gxx + 2 * x * y * gxy + y * y * gyy;
    // By the weaker of the two directions: long edges along one line hide that others do not meet it.
    const weaker = (trace - Math.sqrt(Math.max(0, trace * trace - 4 * volume))) / 2;
    return {
      across_px: 2 * weaker, // an edge of 1 px has half in all
      roundness: (4 * volume) / (trace * trace),
      at: { x: x + this.ink.x0, y: y + this.ink.y0 },
      spread_px: Math.sqrt(Math.max(0, left) / (2 * weaker)),
    };
  }
}

/**
 * @param {Float64Array} sums
 * @param {number} gx
 * @param {number} gy
 * @param {number} x
 * @param {number} y
 * @param {number} weight
 */
function addEdge(sums, gx, gy, x, y, weight) {
  if (!gx && !gy) return;
  const through = gx * x + gy * y;
  sums[0] = Number(sums[0]) + weight * gx * gx;
  sums[1] = Number(sums[1]) + weight * gx * gy;
  sums[2] = Number(sums[2]) + weight * gy * gy;
  sums[3] = Number(sums[3]) + weight * gx * through;
  sums[4] = Number(sums[4]) + weight * gy * through;
  sums[5] = Number(sums[5]) + weight * through * through;
}
