// One layer at several sizes, in tiles. Drawing picks the size next above the zoom, so that thin lines
// neither flicker nor vanish when the sheet is small, and only the tiles in sight are drawn, so that
// a view of 12 megapixels moves as smoothly as a small one.

const TILE_PX = 1024;
const SMALLEST_PX = 512;

async function tilesOf(bitmap) {
  const spots = [];
  for (let y = 0; y < bitmap.height; y += TILE_PX) {
    for (let x = 0; x < bitmap.width; x += TILE_PX) {
      spots.push([x, y, Math.min(TILE_PX, bitmap.width - x), Math.min(TILE_PX, bitmap.height - y)]);
    }
  }
  const tiles = await Promise.all(spots.map(async ([x, y, width, height]) =>
    ({ x, y, width, height, bitmap: await createImageBitmap(bitmap, x, y, width, height) })));
  return { width: bitmap.width, height: bitmap.height, tiles };
}

class Pyramid {
  /** Decode the layer; its full size is made when somebody zooms in so far. */
  static async of(blob) {
    const pyramid = new Pyramid();
    pyramid.blob = blob;
    let bitmap = await createImageBitmap(blob);
    pyramid.width = bitmap.width;
    pyramid.height = bitmap.height;
    pyramid.levels = []; // largest first
    do {
      const half = await createImageBitmap(bitmap, {
        resizeWidth: Math.ceil(bitmap.width / 2),
        resizeHeight: Math.ceil(bitmap.height / 2),
        resizeQuality: 'medium',
      });
      bitmap.close();
      bitmap = half;
      pyramid.levels.push(await tilesOf(bitmap));
    } while (Math.max(bitmap.width, bitmap.height) > SMALLEST_PX);
    bitmap.close();
    return pyramid;
  }

  /** Make the full size; `ready` is called when it may be drawn. */
  async sharpen(ready) {
    if (this.isSharpening) return;
    this.isSharpening = true;
    const bitmap = await createImageBitmap(this.blob);
    const full = await tilesOf(bitmap);
    bitmap.close();
    if (this.isClosed) closeTiles(full);
    else this.levels.unshift(full);
    ready();
  }

  get isSharp() {
    return this.levels[0].width === this.width;
  }

  /** Draw what is in sight. `view`: x, y of the image's corner and its scale, in canvas pixels. */
  draw(context, view) {
    const width = this.width * view.scale;
    const enough = this.levels.filter((level) => level.width >= width);
    const level = enough.at(-1) ?? this.levels[0];
    const [scaleX, scaleY] = [width / level.width, (this.height * view.scale) / level.height];
    context.imageSmoothingEnabled = scaleX < 1.5; // pixels stay crisp when zoomed in
    for (const tile of level.tiles) {
      // Rounded edges are shared by neighbours: no seams.
      const left = Math.round(view.x + tile.x * scaleX);
      const top = Math.round(view.y + tile.y * scaleY);
      const right = Math.round(view.x + (tile.x + tile.width) * scaleX);
      const bottom = Math.round(view.y + (tile.y + tile.height) * scaleY);
      const { width: canvasWidth, height: canvasHeight } = context.canvas;
      if (right < 0 || bottom < 0 || left > canvasWidth || top > canvasHeight) continue;
      context.drawImage(tile.bitmap, left, top, right - left, bottom - top);
    }
  }

  close() {
    this.isClosed = true;
    this.levels.forEach(closeTiles);
  }
}

function closeTiles(level) {
  level.tiles.forEach((tile) => tile.bitmap.close());
}
