// One image at several sizes, in tiles. Drawing picks the size next above the zoom, so that thin lines
// neither flicker nor vanish when the sheet is small, and only the tiles in sight are drawn, so that
// a view of 12 megapixels moves as smoothly as a small one.

/** @import { Placement } from './types.js' */
/** @typedef {{x: number, y: number, width: number, height: number, bitmap: ImageBitmap}} Part */
/** @typedef {{width: number, height: number, parts: Part[]}} Level */

const PART_PX = 1024;
const SMALLEST_PX = 512;
const SHARP_SCALE = 0.5; // beyond it the half size shows

/**
 * @param {ImageBitmap} bitmap
 * @returns {Promise<Level>}
 */
async function levelOf(bitmap) {
  const spots = [];
  for (let y = 0; y < bitmap.height; y += PART_PX) {
    for (let x = 0; x < bitmap.width; x += PART_PX) {
      spots.push({ x, y, width: Math.min(PART_PX, bitmap.width - x), height: Math.min(PART_PX, bitmap.height - y) });
    }
  }
  const parts = await Promise.all(spots.map(async (spot) =>
    ({ ...spot, bitmap: await createImageBitmap(bitmap, spot.x, spot.y, spot.width, spot.height) })));
  return { width: bitmap.width, height: bitmap.height, parts };
}

export class Pyramid {
  /**
   * @param {Blob} blob
   * @param {number} width
   * @param {number} height
   * @param {Level[]} levels the largest first
   */
  constructor(blob, width, height, levels) {
    this.blob = blob;
    this.width = width;
    this.height = height;
    this.levels = levels;
    this.isClosed = false;
    this.isSharpening = false;
  }

  /**
   * Decode an image; its full size is made when somebody zooms in so far.
   * @param {Blob} blob
   */
  static async of(blob) {
    let bitmap = await createImageBitmap(blob);
    const { width, height } = bitmap;
    const levels = [];
    do {
      const half = await createImageBitmap(bitmap, {
        resizeWidth: Math.ceil(bitmap.width / 2),
        resizeHeight: Math.ceil(bitmap.height / 2),
        resizeQuality: 'medium',
      });
      bitmap.close();
      bitmap = half;
      levels.push(await levelOf(bitmap));
    } while (Math.max(bitmap.width, bitmap.height) > SMALLEST_PX);
    bitmap.close();
    return new Pyramid(blob, width, height, levels);
  }

  /**
   * Make the full size.
   * @param {() => void} onReady called when it may be drawn
   */
  async sharpen(onReady) {
    if (this.isSharpening) return;
    this.isSharpening = true;
    const bitmap = await createImageBitmap(this.blob);
    const full = await levelOf(bitmap);
    bitmap.close();
    if (this.isClosed) closeParts(full);
    else this.levels.unshift(full);
    onReady();
  }

  get isSharp() {
    return this.levels[0]?.width === this.width;
  }

  /**
   * Draw what is in sight.
   * @param {CanvasRenderingContext2D} context
   * @param {Placement} placement
   * @param {() => void} onSharper called when there is something sharper to draw
   */
  draw(context, placement, onSharper) {
    if (placement.scale > SHARP_SCALE && !this.isSharp) void this.sharpen(onSharper);
    const width = this.width * placement.scale;
    const enough = this.levels.filter((level) => level.width >= width);
    const level = enough.at(-1) ?? this.levels[0];
    if (!level) return;
    const [scaleX, scaleY] = [width / level.width, (this.height * placement.scale) / level.height];
    context.imageSmoothingEnabled = scaleX < 1.5; // pixels stay crisp when zoomed in
    const { clip } = placement;
    for (const part of level.parts) {
      // Rounded edges are shared by neighbours: no seams.
      const left = Math.round(placement.x + part.x * scaleX);
      const top = Math.round(placement.y + part.y * scaleY);
      const right = Math.round(placement.x + (part.x + part.width) * scaleX);
      const bottom = Math.round(placement.y + (part.y + part.height) * scaleY);
      if (right < clip.x || bottom < clip.y || left > clip.x + clip.width || top > clip.y + clip.height) continue;
      context.drawImage(part.bitmap, left, top, right - left, bottom - top);
    }
  }

  close() {
    this.isClosed = true;
    this.levels.forEach(closeParts);
  }
}

/** @param {Level} level */
function closeParts(level) {
  level.parts.forEach((part) => part.bitmap.close());
}
