// Tiles of four-plane ink (docs/adr/0013-overlay-tiles.md): only what is in sight is read and decoded,
// off the main thread, and a coarser tile stands in until the finer one is there.

import { InkPlanes } from './ink_planes.js';
import { recoloured } from './png.js';
import { tilePalette } from './palette.js';
import { PAPER, TileCache } from './tile_cache.js';
import { affordable, ancestor, isHalved, levelFor, nameOf, rectOf, tilesInSight } from './tile_grid.js';

/** @import { Box, Colour, ColourName, InkColours, Look, Placement, Rect, Side } from './types.js' */
/** @import { Picture } from './tile_cache.js' */
/** @import { Grid, Tile } from './tile_grid.js' */

/** @typedef {{key: string, palette: Colour[], since_ms: number, isWhole: boolean}} Rendition */
/** @typedef {{tile: Tile, isHalf: boolean, rendition: Rendition}} Wanted */

const MIB = 1024 * 1024;
/** All decoded tiles; a screen of 3840 × 2160 pixels takes up to 150 of 1 MiB at once. */
const TILE_BUDGET_BYTES = 192 * MIB;
const PARALLEL = 6; // as many as a browser opens connections to one server
const MOST_TRIES = 4;
const HOLD_MS = 300; // how long a look that is half decoded keeps the next one waiting
const UNKNOWN_COLOUR = '#e6e9ee'; // never white: what is not loaded is not empty paper

export class TileSource {
  /**
   * @param {object} options
   * @param {Grid} options.grid
   * @param {Record<ColourName, InkColours>} options.inks
   * @param {(tile: Tile) => Promise<Uint8Array<ArrayBuffer> | undefined>} options.read the PNG of a tile,
   *   undefined where there is no ink
   * @param {(error: unknown) => void} [options.onProblem] a tile could not be had, after several tries
   * @param {number} [options.budget_bytes]
   */
  constructor({ grid, inks, read, onProblem = () => {}, budget_bytes = TILE_BUDGET_BYTES }) {
    this.grid = grid;
    this.width_px = grid.width_px;
    this.height_px = grid.height_px;
    this.inks = inks;
    this.read = read;
    this.onProblem = onProblem;
    this.cache = new TileCache(budget_bytes);
    this.planes = new InkPlanes(grid, read);
    this.onReady = () => {};
    /** @type {Wanted[]} */
    this.queue = [];
    /** @type {Set<string>} */
    this.pending = new Set();
    /** @type {Map<string, number>} tries that failed, by tile */
    this.failures = new Map();
    /** @type {Partial<Record<Side, Rendition>>} what is drawn of each side */
    this.shown = {};
    /** @type {Partial<Record<Side, string>>} the last rendition of each side that was whole */
    this.before = {};
    this.isClosed = false;
  }

  /** @param {() => void} onReady called when a tile came */
  listen(onReady) {
    this.onReady = onReady;
  }

  /** Begin a frame. */
  begin() {
    this.queue = [];
  }

  /**
   * Draw what is in sight.
   * @param {CanvasRenderingContext2D} context
   * @param {Placement} placement
   * @param {Look} look
   * @returns {boolean} whether it is as sharp as it gets
   */
  draw(context, placement, look) {
    const rendition = this.rendition(look);
    const z = this.level(placement);
    const { x, y, scale, clip } = placement;
    const isHalf = isHalved(this.grid, z, scale);
    this.picture({ z: 0, x: 0, y: 0 }, true, rendition); // stands in for all others, so it comes first
    context.save();
    context.beginPath();
    context.rect(clip.x, clip.y, clip.width, clip.height);
    context.clip();
    context.beginPath();
    context.rect(x, y, this.width_px * scale, this.height_px * scale);
    context.clip();
    context.imageSmoothingEnabled = scale < 1.5; // pixels stay crisp when zoomed in
    let isWhole = true;
    for (const tile of tilesInSight(this.grid, z, placement)) {
      const rect = rectOf(this.grid, tile, placement);
      const picture = this.picture(tile, isHalf, rendition);
      if (picture === undefined) {
        isWhole = false;
        this.drawStandIn(context, { tile, isHalf, rendition }, rect, look.side);
      } else drawPart(context, picture, null, rect);
    }
    context.restore();
    rendition.isWhole = isWhole;
    if (isWhole) this.before[look.side] = rendition.key;
    return isWhole && rendition.key === this.keyOf(look);
  }

  /**
   * Have at hand what a draw would need.
   * @param {Placement} placement
   * @param {Look} look
   */
  want(placement, look) {
    const rendition = this.rendition(look);
    const z = this.level(placement);
    const isHalf = isHalved(this.grid, z, placement.scale);
    for (const tile of tilesInSight(this.grid, z, placement)) this.picture(tile, isHalf, rendition);
  }

  /**
   * Return the ink of a sheet at full size, whatever is drawn.
   * @param {Box} box of the image
   * @param {'old' | 'new'} side
   */
  ink(box, side) {
    return this.planes.ink(box, side);
  }

  /** End a frame: fetch what it lacked. */
  end() {
    this.pump();
  }

  close() {
    this.isClosed = true;
    this.queue = [];
    this.cache.clear();
  }

  // --- what is drawn -------------------------------------------------------------------------------

  /** @param {Placement} placement */
  level(placement) {
    // Two renditions may be in sight at once (swipe, side by side), and level 0 of both is kept.
    const z = levelFor(this.grid, placement.scale);
    const side = isHalved(this.grid, z, placement.scale) ? this.grid.tile_px / 2 : this.grid.tile_px;
    const most = Math.max(1, Math.floor(this.cache.budget_bytes / (2 * 4 * side ** 2)) - 2);
    return affordable(this.grid, z, placement, most);
  }

  /** @param {Look} look */
  keyOf(look) {
    return `${look.side} ${tilePalette(look, this.inks[look.colours]).join()}`;
  }

  /**
   * Return how a look is painted. While one is being decoded the next has to wait a little: a slider
   * asks for sixty a second, and none would ever be ready.
   * @param {Look} look
   * @returns {Rendition}
   */
  rendition(look) {
    const [key, shown, now] = [this.keyOf(look), this.shown[look.side], performance.now()];
    if (shown && (shown.key === key || (!shown.isWhole && now - shown.since_ms < HOLD_MS))) return shown;
    const next = { key, palette: tilePalette(look, this.inks[look.colours]), since_ms: now, isWhole: false };
    this.shown[look.side] = next;
    return next;
  }

  /**
   * Return a tile; when it is not there, it is asked for.
   * @param {Tile} tile
   * @param {boolean} isHalf
   * @param {Rendition} rendition
   * @returns {Picture | undefined}
   */
  picture(tile, isHalf, rendition) {
    const found = this.cache.get(cacheKey(tile, isHalf, rendition.key));
    if (found !== undefined) return found;
    for (let up = 1; up <= tile.z; up += 1) {
      const above = cacheKey(ancestor(tile, up, 1).tile, true, rendition.key);
      if (this.cache.has(above) && this.cache.get(above) === PAPER) return PAPER; // halving keeps any ink
    }
    this.queue.push({ tile, isHalf, rendition });
    return undefined;
  }

  /**
   * Draw a tile that is not there yet: as it looked a moment ago, else a coarser one enlarged.
   * @param {CanvasRenderingContext2D} context
   * @param {Wanted} wanted
   * @param {Rect} rect
   * @param {Side} side
   */
  drawStandIn(context, { tile, isHalf, rendition }, rect, side) {
    const before = this.before[side];
    const own = before === undefined ? undefined : this.cache.get(cacheKey(tile, isHalf, before));
    if (own !== undefined) {
      drawPart(context, own, null, rect);
      return;
    }
    for (const key of [rendition.key, ...(before === undefined ? [] : [before])]) {
      for (let up = 0; up <= tile.z; up += 1) {
        const { tile: above, part } = ancestor(tile, up, 1);
        const picture = this.cache.get(cacheKey(above, true, key));
        if (picture === undefined) continue;
        drawPart(context, picture, part, rect);
        return;
      }
    }
    context.fillStyle = UNKNOWN_COLOUR;
    context.fillRect(rect.x, rect.y, rect.width, rect.height);
  }

  // --- what is fetched -----------------------------------------------------------------------------

  pump() {
    while (this.pending.size < PARALLEL && this.queue.length && !this.isClosed) {
      const wanted = /** @type {Wanted} */ (this.queue.shift());
      const key = cacheKey(wanted.tile, wanted.isHalf, wanted.rendition.key);
      const isHopeless = (this.failures.get(nameOf(wanted.tile)) ?? 0) >= MOST_TRIES;
      if (!isHopeless && !this.pending.has(key) && !this.cache.has(key)) void this.fetch(wanted, key);
    }
  }

  /**
   * @param {Wanted} wanted
   * @param {string} key
   */
  async fetch({ tile, isHalf, rendition }, key) {
    this.pending.add(key);
    try {
      const png = await this.read(tile);
      const picture = png ? await decoded(recoloured(png, rendition.palette), isHalf ? this.grid.tile_px / 2 : null) : PAPER;
      this.failures.delete(nameOf(tile));
      if (!this.isClosed) this.cache.put(key, picture);
      else if (picture !== PAPER) picture.close();
    } catch (error) {
      await this.wait(tile, error);
    } finally {
      this.pending.delete(key);
    }
    if (this.isClosed) return;
    this.onReady();
    this.pump();
  }

  /**
   * Wait before the next try; after the last one somebody is told.
   * @param {Tile} tile
   * @param {unknown} error
   */
  async wait(tile, error) {
    const tries = (this.failures.get(nameOf(tile)) ?? 0) + 1;
    this.failures.set(nameOf(tile), tries);
    if (tries >= MOST_TRIES) this.onProblem(error);
    else await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tries));
  }
}

/** @type {(tile: Tile, isHalf: boolean, key: string) => string} */
const cacheKey = (tile, isHalf, key) => `${nameOf(tile)}${isHalf ? ' half' : ''} ${key}`;

/**
 * Decode a tile, off the main thread.
 * @param {Blob} png
 * @param {number | null} side in pixels; null for its own
 */
function decoded(png, side) {
  if (side === null) return createImageBitmap(png);
  return createImageBitmap(png, { resizeWidth: side, resizeHeight: side, resizeQuality: 'medium' });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Rect | null} part of the picture, as shares of its sides; null for all of it
 * @param {Rect} rect
 */
function drawPart(context, picture, part, rect) {
  if (picture === PAPER) {
    context.fillStyle = '#fff';
    context.fillRect(rect.x, rect.y, rect.width, rect.height);
    return;
  }
  const { x, y, width, height } = part ?? { x: 0, y: 0, width: 1, height: 1 };
  const side = picture.width;
  context.drawImage(picture, x * side, y * side, width * side, height * side, rect.x, rect.y, rect.width, rect.height);
}
