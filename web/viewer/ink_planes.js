// The ink of tiles as numbers, for what measures it. Tiles hold a bit each for old and new ink; the
// browser's decoder is told to show them as red and green, and what it shows is read back.

import { recoloured } from './png.js';
import { nameOf } from './tile_grid.js';

/** @import { Box, Colour, InkPatch } from './types.js' */
/** @import { Grid, Tile } from './tile_grid.js' */

const BITS = { old: 2, new: 1 };
const MOST_TILES = 24; // of a byte a pixel: 6 MiB
/** @type {readonly Colour[]} of the sixteen values of a tile */
const SHOWN = Array.from({ length: 16 }, (_, value) => [value & BITS.old ? 255 : 0, value & BITS.new ? 255 : 0, 0]);

export class InkPlanes {
  /**
   * @param {Grid} grid
   * @param {(tile: Tile) => Promise<Uint8Array<ArrayBuffer> | undefined>} read the PNG of a tile,
   *   undefined where there is no ink
   */
  constructor(grid, read) {
    this.grid = grid;
    this.read = read;
    /** @type {Map<string, Promise<Uint8Array | null>>} bits by tile, in the order of last use */
    this.tiles = new Map();
  }

  /**
   * Return the ink of a sheet in a box, cut at the image's edges.
   * @param {Box} box of the image
   * @param {'old' | 'new'} side
   * @returns {Promise<InkPatch>}
   */
  async ink(box, side) {
    const { width_px, height_px, tile_px, top } = this.grid;
    const [x0, y0] = [Math.max(0, Math.floor(box[0])), Math.max(0, Math.floor(box[1]))];
    const width = Math.max(0, Math.min(Math.ceil(box[2]), Math.floor(width_px)) - x0);
    const height = Math.max(0, Math.min(Math.ceil(box[3]), Math.floor(height_px)) - y0);
    const patch = { x0, y0, width, height, data: new Uint8Array(width * height) };
    if (!width || !height) return patch;
    const waiting = [];
    for (let y = Math.floor(y0 / tile_px); y * tile_px < y0 + height; y += 1) {
      for (let x = Math.floor(x0 / tile_px); x * tile_px < x0 + width; x += 1) {
        const copied = async () => copy(await this.tile({ z: top, x, y }), { x, y }, tile_px, patch, BITS[side]);
        waiting.push(copied());
      }
    }
    await Promise.all(waiting);
    return patch;
  }

  /**
   * Return a byte a pixel with the bits of both inks; `null` without any.
   * @param {Tile} tile
   */
  tile(tile) {
    const name = nameOf(tile);
    const found = this.tiles.get(name);
    const bits = found ?? this.decoded(tile);
    this.tiles.delete(name);
    this.tiles.set(name, bits);
    if (!found) {
      bits.catch(() => this.tiles.delete(name)); // asked for again when it is wanted again
      const [oldest] = this.tiles.keys();
      if (this.tiles.size > MOST_TILES && oldest !== undefined) this.tiles.delete(oldest);
    }
    return bits;
  }

  /** @param {Tile} tile */
  async decoded(tile) {
    const png = await this.read(tile);
    if (!png) return null;
    const bitmap = await createImageBitmap(recoloured(png, SHOWN), { colorSpaceConversion: 'none' });
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const { data } = context.getImageData(0, 0, width, height);
    return Uint8Array.from({ length: width * height }, (_, i) =>
      (Number(data[4 * i]) > 127 ? BITS.old : 0) + (Number(data[4 * i + 1]) > 127 ? BITS.new : 0));
  }
}

/**
 * Copy what a tile has of a patch.
 * @param {Uint8Array | null} bits
 * @param {{x: number, y: number}} tile
 * @param {number} tile_px
 * @param {InkPatch} patch
 * @param {number} bit
 */
function copy(bits, tile, tile_px, patch, bit) {
  if (!bits) return;
  const [left, top] = [tile.x * tile_px, tile.y * tile_px];
  const [from, to] = [Math.max(left, patch.x0), Math.min(left + tile_px, patch.x0 + patch.width)];
  for (let y = Math.max(top, patch.y0); y < Math.min(top + tile_px, patch.y0 + patch.height); y += 1) {
    for (let x = from; x < to; x += 1) {
      const value = Number(bits[(y - top) * tile_px + x - left]) & bit;
      patch.data[(y - patch.y0) * patch.width + x - patch.x0] = value ? 1 : 0;
    }
  }
}
