// Which tiles a view needs: the pyramid's arithmetic. The last level is the image at full size, each
// one before it half of that, level 0 one tile.

/** @import { Placement, Rect } from './types.js' */

/** @typedef {{width_px: number, height_px: number, tile_px: number, top: number}} Grid top: the last level */
/** @typedef {{z: number, x: number, y: number}} Tile */

/**
 * Return the level that is drawn at a scale: one finer than the screen has pixels for, where there is
 * one. Halving keeps any ink, so that a level by itself is too black; tiles that are decoded at half
 * their size are gray where a line is thin.
 * @param {Grid} grid
 * @param {number} scale of the image at full size
 */
export function levelFor(grid, scale) {
  const halvings = Math.floor(Math.log2(1 / scale) + 1e-9);
  return Math.min(grid.top, Math.max(0, grid.top - halvings + 1));
}

/**
 * Tell whether the tiles of a level are decoded at half their size.
 * @param {Grid} grid
 * @param {number} z
 * @param {number} scale of the image at full size
 */
export function isHalved(grid, z, scale) {
  return z < grid.top || scale <= 0.5;
}

/**
 * Return the tiles of a level that are in sight, those in the middle first.
 * @param {Grid} grid
 * @param {number} z
 * @param {Placement} placement
 * @returns {Tile[]}
 */
export function tilesInSight(grid, z, placement) {
  const { clip } = placement;
  const span_px = grid.tile_px * 2 ** (grid.top - z) * placement.scale;
  const count = (/** @type {number} */ length) => Math.ceil(length / (grid.tile_px * 2 ** (grid.top - z)));
  const from = (/** @type {number} */ edge) => Math.max(0, Math.floor(edge / span_px));
  const to = (/** @type {number} */ edge, /** @type {number} */ most) => Math.min(most, Math.ceil(edge / span_px));
  const [left, top] = [from(clip.x - placement.x), from(clip.y - placement.y)];
  const right = to(clip.x + clip.width - placement.x, count(grid.width_px));
  const bottom = to(clip.y + clip.height - placement.y, count(grid.height_px));
  const tiles = [];
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) tiles.push({ z, x, y });
  const away = (/** @type {Tile} */ { x, y }) => Math.hypot(x + 0.5 - (left + right) / 2, y + 0.5 - (top + bottom) / 2);
  return tiles.sort((a, b) => away(a) - away(b));
}

/**
 * Return the finest level at or below one whose tiles in sight are few enough to be kept at once.
 * @param {Grid} grid
 * @param {number} z
 * @param {Placement} placement
 * @param {number} most tiles
 */
export function affordable(grid, z, placement, most) {
  let level = z;
  while (level > 0 && tilesInSight(grid, level, placement).length > most) level -= 1;
  return level;
}

/**
 * Return the tile `up` levels before that holds this one, and which part of it this one is.
 * @param {Tile} tile
 * @param {number} up
 * @param {number} tile_px
 * @returns {{tile: Tile, part: Rect}}
 */
export function ancestor({ z, x, y }, up, tile_px) {
  const share = 2 ** up;
  const size = tile_px / share;
  return {
    tile: { z: z - up, x: Math.floor(x / share), y: Math.floor(y / share) },
    part: { x: (x % share) * size, y: (y % share) * size, width: size, height: size },
  };
}

/**
 * Return where a tile is drawn. Rounded edges are shared by neighbours: no seams.
 * @param {Grid} grid
 * @param {Tile} tile
 * @param {Placement} placement
 * @returns {Rect}
 */
export function rectOf(grid, { z, x, y }, placement) {
  const span_px = grid.tile_px * 2 ** (grid.top - z) * placement.scale;
  const [left, top] = [Math.round(placement.x + x * span_px), Math.round(placement.y + y * span_px)];
  const [right, bottom] = [Math.round(placement.x + (x + 1) * span_px), Math.round(placement.y + (y + 1) * span_px)];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @type {(tile: Tile) => string} */
export const nameOf = ({ z, x, y }) => `${z}/${x}/${y}`;
