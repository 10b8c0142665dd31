// Places that lie on one another: clicked on the old sheet and on the new one, in pairs.

import { toImage, toPane } from './geometry.js';

/** @import { Camera, Point } from './types.js' */
/** @import { Pane } from './panes.js' */
/** @import { Viewer } from './viewer.js' */

/** @typedef {{old: Point | null, new: Point | null}} PointPair places of the image, on either sheet */

const CROSS_PX = 11;
const COLOURS = { old: '#b04a00', new: '#0067a3' };

export class AlignTool {
  /**
   * @param {Viewer} viewer that shows old and new beside one another
   * @param {(side: 'old' | 'new', at: Point) => void} onPoint a place of the image was given
   */
  constructor(viewer, onPoint) {
    this.viewer = viewer;
    this.onPoint = onPoint;
    /** @type {readonly PointPair[]} */
    this.pairs = [];
  }

  /** @param {readonly PointPair[]} pairs to be shown */
  setPairs(pairs) {
    this.pairs = pairs;
    this.viewer.redraw();
  }

  down() {
    return false; // drags move the sheet
  }

  move() {}

  up() {}

  cancel() {}

  cursor() {
    return 'crosshair';
  }

  /** @param {Point} at */
  click(at) {
    const { pane, image } = this.viewer.locate(at);
    if (pane.name !== 'whole') this.onPoint(pane.name, image);
  }

  /**
   * Give the place in the middle of a pane: what a click does, by key.
   * @param {'old' | 'new'} side
   */
  takeCentre(side) {
    const pane = this.viewer.cameras.panes.find(({ name }) => name === side);
    if (!pane) return;
    const middle = { x: pane.rect.width / 2, y: pane.rect.height / 2 };
    this.onPoint(side, toImage(this.viewer.cameras.of[side], middle));
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
    context.setLineDash([3 * density, 3 * density]);
    cross(context, (rect.x + rect.width / 2) * density, (rect.y + rect.height / 2) * density, density, '#566274');
    context.setLineDash([]);
    this.pairs.forEach((pair, i) => {
      const place = pair[name];
      if (!place) return;
      const { x, y } = toPane(camera, place);
      const [left, top] = [(x + rect.x) * density, (y + rect.y) * density];
      cross(context, left, top, density, COLOURS[name]);
      label(context, left, top, density, COLOURS[name], String(i + 1));
    });
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} density
 * @param {string} colour
 */
function cross(context, x, y, density, colour) {
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
 * @param {number} x
 * @param {number} y
 * @param {number} density
 * @param {string} colour
 * @param {string} text
 */
function label(context, x, y, density, colour, text) {
  const side = 18 * density;
  context.fillStyle = colour;
  context.fillRect(x + 5 * density, y - 5 * density - side, side, side);
  context.fillStyle = '#fff';
  context.font = `700 ${12 * density}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, x + 5 * density + side / 2, y - 5 * density - side / 2);
}
