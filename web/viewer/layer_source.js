// One palette image of four indices (the report's view), as three layers on top of one another: each
// is the same file with one index in its colour and all others transparent.

import { colourAt, recoloured } from './png.js';
import { opacities, SAFE_COLOURS } from './palette.js';
import { Pyramid } from './pyramid.js';

/** @import { Colour, ColourName, Look, Placement, Size } from './types.js' */
/** @typedef {'common' | 'removed' | 'added'} Layer */

const LAYER_INDEX = { added: 1, removed: 2, common: 3 };
/** @type {readonly Layer[]} changes are drawn over what is common */
const LAYERS = ['common', 'removed', 'added'];

export class LayerSource {
  /**
   * @param {Uint8Array<ArrayBuffer>} png
   * @param {Size} size of the image, in its pixels; they may be a fraction less than the file's
   * @param {(error: unknown) => void} onProblem the image cannot be shown
   */
  constructor(png, size, onProblem) {
    this.png = png;
    this.width_px = size.width;
    this.height_px = size.height;
    this.onProblem = onProblem;
    this.onReady = () => {};
    /** @type {Record<Layer, Pyramid> | null} */
    this.pyramids = null;
    /** @type {ColourName | null} of the pyramids that are there, or being made */
    this.painted = null;
    this.isPainting = false;
    this.isClosed = false;
  }

  /** @param {() => void} onReady */
  listen(onReady) {
    this.onReady = onReady;
  }

  begin() {}

  end() {}

  /**
   * Draw what is in sight.
   * @param {CanvasRenderingContext2D} context
   * @param {Placement} placement
   * @param {Look} look
   * @returns {boolean} whether all layers are there, in these colours
   */
  draw(context, placement, look) {
    if (this.painted !== look.colours && !this.isPainting) void this.paint(look.colours);
    if (!this.pyramids) return false;
    const shown = opacities(look);
    context.save();
    context.beginPath();
    context.rect(placement.clip.x, placement.clip.y, placement.clip.width, placement.clip.height);
    context.clip();
    for (const layer of LAYERS) {
      if (!shown[layer]) continue;
      context.globalAlpha = shown[layer];
      this.pyramids[layer].draw(context, placement, this.onReady);
    }
    context.restore();
    return !this.isPainting;
  }

  /** All layers are there or none; nothing is fetched ahead. */
  want() {}

  /**
   * Decode the layers in other colours.
   * @param {ColourName} colours
   */
  async paint(colours) {
    this.isPainting = true;
    this.painted = colours;
    try {
      const made = (/** @type {Layer} */ layer) => Pyramid.of(layerImage(this.png, layer, this.colour(layer, colours)));
      const [common, removed, added] = await Promise.all([made('common'), made('removed'), made('added')]);
      this.release();
      this.pyramids = { common, removed, added };
      if (this.isClosed) this.release();
    } catch (error) {
      if (!this.isClosed) this.onProblem(error);
    } finally {
      this.isPainting = false;
    }
    if (!this.isClosed) this.onReady();
  }

  /**
   * @param {Layer} layer
   * @param {ColourName} colours
   * @returns {Colour}
   */
  colour(layer, colours) {
    if (colours === 'colour_blind_safe' && layer !== 'common') return SAFE_COLOURS[layer];
    return this.ownColour(layer);
  }

  /**
   * Return the colour that a layer has in the file.
   * @param {Layer} layer
   */
  ownColour(layer) {
    return colourAt(this.png, LAYER_INDEX[layer]);
  }

  release() {
    for (const layer of LAYERS) this.pyramids?.[layer].close();
    this.pyramids = null;
  }

  close() {
    this.isClosed = true;
    this.release();
  }
}

/**
 * Return an image that shows one layer in one colour on nothing.
 * @param {Uint8Array<ArrayBuffer>} png
 * @param {Layer} layer
 * @param {Colour} colour
 */
function layerImage(png, layer, colour) {
  const alpha = [0, 0, 0, 0];
  alpha[LAYER_INDEX[layer]] = 255;
  // The same colour at every index: nothing else can bleed in where the image is smoothed.
  return recoloured(png, [colour, colour, colour, colour], alpha);
}
