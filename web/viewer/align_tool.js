// Places that lie on one another: clicked on the old sheet and on the new one, in pairs. A click takes
// the corner or crossing next to it, which is shown before.

import { toImage, toPane } from './geometry.js';
import { paintLoupe } from './loupe.js';
import { snapped } from './snapping.js';

/** @import { Camera, Point } from './types.js' */
/** @import { Pane } from './panes.js' */
/** @import { SheetSide, Place, Snapped } from './snapping.js' */
/** @import { Viewer } from './viewer.js' */

/** @typedef {{old: Point | null, new: Point | null}} PointPair places of the image, on either sheet */

const CROSS_PX = 11;
const RING_PX = 8;
const LOOK_MS = 40; // how long the pointer rests before it is looked what it is on
const COLOURS = { old: '#b04a00', new: '#0067a3' };

export class AlignTool {
  /**
   * @param {Viewer} viewer that shows old and new beside one another
   * @param {(side: SheetSide, at: Point) => void} onPoint a place of the image was given
   */
  constructor(viewer, onPoint) {
    this.viewer = viewer;
    this.onPoint = onPoint;
    /** @type {readonly PointPair[]} */
    this.pairs = [];
    this.isSnapping = true;
    /** @type {Snapped | null} what a click would take */
    this.found = null;
    this.looking = 0;
    /** @type {Promise<void>} places are given in the order of their clicks */
    this.taking = Promise.resolve();
    this.isClosed = false;
  }

  /** @param {readonly PointPair[]} pairs to be shown */
  setPairs(pairs) {
    this.pairs = pairs;
    this.viewer.redraw();
  }

  /** @param {boolean} isSnapping whether a click takes the corner next to it, or its own place */
  setSnapping(isSnapping) {
    this.isSnapping = isSnapping;
    const { found } = this;
    if (found) this.look(found.side, found.at);
  }

  down() {
    return false; // drags move the sheet
  }

  move() {}

  up() {}

  /** The tool is put away. */
  cancel() {
    this.isClosed = true;
    clearTimeout(this.looking);
  }

  cursor() {
    return 'crosshair';
  }

  /** @param {Point} at */
  hover(at) {
    const { pane, image } = this.viewer.locate(at);
    if (pane.name !== 'whole') this.look(pane.name, image);
  }

  /** @param {Point} at */
  click(at) {
    const { pane, image } = this.viewer.locate(at);
    if (pane.name !== 'whole') this.take(pane.name, image);
  }

  /**
   * Give the place in the middle of a pane: what a click does, by key.
   * @param {SheetSide} side
   */
  takeCentre(side) {
    const centre = this.centre(side);
    if (centre) this.take(side, centre);
  }

  /**
   * Show what would be taken there.
   * @param {SheetSide} side
   */
  showCentre(side) {
    const centre = this.centre(side);
    if (centre) this.look(side, centre);
  }

  /** @param {SheetSide} side */
  centre(side) {
    const pane = this.viewer.cameras.panes.find(({ name }) => name === side);
    if (!pane) return null;
    return toImage(this.viewer.cameras.of[side], { x: pane.rect.width / 2, y: pane.rect.height / 2 });
  }

  /**
   * @param {SheetSide} side
   * @param {Point} at
   */
  look(side, at) {
    clearTimeout(this.looking);
    this.looking = window.setTimeout(async () => {
      const looking = this.looking;
      const found = await this.meant(side, at);
      if (this.isClosed || looking !== this.looking) return; // the pointer has gone on
      this.found = found;
      this.viewer.redraw();
    }, LOOK_MS);
  }

  /**
   * @param {SheetSide} side
   * @param {Point} at
   */
  take(side, at) {
    this.taking = this.taking.then(async () => {
      const { at: place } = await this.meant(side, at);
      if (this.isClosed) return;
      this.found = null;
      this.onPoint(side, place);
    });
  }

  /**
   * Return the place that is meant.
   * @param {SheetSide} side
   * @param {Point} at
   * @returns {Promise<Snapped>}
   */
  async meant(side, at) {
    const { source, cameras } = this.viewer;
    const own = { side, at, isSnapped: false };
    if (!source || !this.isSnapping) return own;
    try {
      const found = await snapped(source, this.ofInk({ side, at }), cameras.of[side].scale, this.other(side));
      return this.isOn(side, found.at) ? { ...found, side } : own;
    } catch {
      return own; // the ink cannot be had: the viewer says so where it draws it
    }
  }

  /**
   * Return the place of the other sheet that the next one is to lie on.
   * @param {SheetSide} side
   * @returns {Place | null}
   */
  other(side) {
    const last = this.pairs.at(-1);
    const there = side === 'old' ? 'new' : 'old';
    const at = last?.[there];
    return at && !last[side] ? this.ofInk({ side: there, at }) : null;
  }

  /** Whether a place is on that sheet, not on the one beside it. @param {SheetSide} side @param {Point} at */
  isOn(side, { x, y }) {
    const pane = this.viewer.cameras.panes.find(({ name }) => name === side);
    if (!pane) return false;
    const [left, top, right, bottom] = pane.frame;
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  /** Where old and new lie beside one another in one image, all of its ink is of the new one. @param {Place} place */
  ofInk(place) {
    return this.viewer.isApart ? { ...place, side: /** @type {SheetSide} */ ('new') } : place;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Pane} pane
   * @param {Camera} camera
   * @param {number} density
   */
  paint(context, pane, camera, density) {
    if (pane.name === 'whole') return;
    const { name, rect } = pane;
    const colour = COLOURS[name];
    const spot = (/** @type {Point} */ place) => {
      const { x, y } = toPane(camera, place);
      return { x: (x + rect.x) * density, y: (y + rect.y) * density };
    };
    context.setLineDash([3 * density, 3 * density]);
    cross(context, { x: (rect.x + rect.width / 2) * density, y: (rect.y + rect.height / 2) * density }, density, '#566274');
    context.setLineDash([]);
    this.pairs.forEach((pair, i) => {
      const place = pair[name];
      if (!place) return;
      cross(context, spot(place), density, colour);
      label(context, spot(place), density, colour, String(i + 1));
    });
    const found = this.found?.side === name ? this.found : null;
    if (found?.isSnapped) ring(context, spot(found.at), density, colour);
    this.paintLoupe(context, pane, camera, density);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Pane & {name: 'old' | 'new' | 'whole'}} pane
   * @param {Camera} camera
   * @param {number} density
   */
  paintLoupe(context, pane, camera, density) {
    const { source, look } = this.viewer;
    if (!source || pane.name === 'whole') return;
    const { name } = pane;
    const found = this.found?.side === name ? this.found : null;
    const at = found?.at ?? this.pairs.at(-1)?.[name];
    if (!at) return;
    const words = found ? foundWords(found, this.isSnapping) : `Place ${this.pairs.length}`;
    const shown = { source, look: { ...look, side: this.ofInk({ side: name, at }).side } };
    paintLoupe(context, shown, pane, camera, { at, words, colour: COLOURS[name] }, density);
  }
}

/**
 * @param {Snapped} found
 * @param {boolean} isSnapping
 */
function foundWords({ isSnapped }, isSnapping) {
  if (isSnapped) return 'On a corner';
  return isSnapping ? 'No corner here' : 'Where you point';
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} at of the canvas
 * @param {number} density
 * @param {string} colour
 */
function ring(context, { x, y }, density, colour) {
  for (const [width, stroke] of /** @type {const} */ ([[4, '#fff'], [2, colour]])) {
    context.lineWidth = width * density;
    context.strokeStyle = stroke;
    context.beginPath();
    context.arc(x, y, RING_PX * density, 0, 2 * Math.PI);
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} at of the canvas
 * @param {number} density
 * @param {string} colour
 */
function cross(context, { x, y }, density, colour) {
  const arm = CROSS_PX * density;
  for (const [width, stroke] of /** @type {const} */ ([[4, '#fff'], [1.75, colour]])) {
    context.lineWidth = width * density;
    context.strokeStyle = stroke;
    context.beginPath();
    context.moveTo(x - arm, y);
    context.lineTo(x + arm, y);
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point} at of the canvas
 * @param {number} density
 * @param {string} colour
 * @param {string} text
 */
function label(context, { x, y }, density, colour, text) {
  const side = 18 * density;
  context.fillStyle = colour;
  context.fillRect(x + 5 * density, y - 5 * density - side, side, side);
  context.fillStyle = '#fff';
  context.font = `700 ${12 * density}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, x + 5 * density + side / 2, y - 5 * density - side / 2);
}
