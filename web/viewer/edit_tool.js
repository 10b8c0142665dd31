// Regions by hand: the selected one is moved and resized, a new one is drawn. What comes of it is the
// page's to keep.

import { boxBetween, HANDLES, handleAt, handlePlace, movedBox, resizedBox, toPane } from './geometry.js';
import { sizeOf } from './panes.js';

/** @import { Box, Camera, Point, Region, Size } from './types.js' */
/** @import { Handle } from './geometry.js' */
/** @import { Pane } from './panes.js' */
/** @import { Viewer } from './viewer.js' */

const HANDLE_PX = 9;
const GRIP_PX = 12; // how far from a handle still takes it; a finger is no needle
const LEAST_PX = 4; // a side of a region on the screen; less is a slip
const COLOUR = '#1d5bbf';

/**
 * @typedef {object} EditEvents
 * @property {(id: string, box: Box) => void} onBox a region was moved or resized
 * @property {(box: Box) => void} onAdd one was drawn
 */

/** @typedef {{from: Point, box: Box, handle: Handle | 'all' | 'new', id: string}} Drag */

export class EditTool {
  /**
   * @param {Viewer} viewer
   * @param {EditEvents} events
   */
  constructor(viewer, events) {
    this.viewer = viewer;
    this.events = events;
    this.isAdding = false;
    /** @type {Drag | null} */
    this.drag = null;
    /** @type {Box | null} what the drag has made until now */
    this.made = null;
  }

  /** @param {boolean} isAdding whether the next drag draws a region */
  setAdding(isAdding) {
    this.isAdding = isAdding;
    this.viewer.redraw();
  }

  /** @param {Point} at */
  down(at) {
    const { image } = this.viewer.locate(at);
    const grip = this.gripAt(at);
    if (this.isAdding) this.drag = { from: image, box: [image.x, image.y, image.x, image.y], handle: 'new', id: '' };
    else if (grip) this.drag = { from: image, ...grip };
    else return false;
    this.made = null;
    return true;
  }

  /** @param {Point} at */
  move(at) {
    const { drag } = this;
    if (!drag) return;
    const { image, camera } = this.viewer.locate(at);
    const [dx, dy] = [image.x - drag.from.x, image.y - drag.from.y];
    const size = this.imageSize();
    if (drag.handle === 'new') this.made = boxBetween(drag.from, image, size);
    else if (drag.handle === 'all') this.made = movedBox(drag.box, dx, dy, size);
    else this.made = resizedBox(drag.box, drag.handle, dx, dy, size, LEAST_PX / camera.scale);
    this.viewer.redraw();
  }

  /**
   * @param {Point} at
   * @param {boolean} isClick
   */
  up(at, isClick) {
    const { drag, made } = this;
    this.cancel();
    if (!drag) return;
    if (isClick || !made) {
      if (drag.handle !== 'new') this.viewer.pick(at);
      return;
    }
    if (drag.handle !== 'new') this.events.onBox(drag.id, made);
    else if (this.isLarge(made)) this.events.onAdd(made);
  }

  cancel() {
    this.drag = null;
    this.made = null;
    this.viewer.redraw();
  }

  /** @param {Point} at */
  cursor(at) {
    if (this.isAdding) return 'crosshair';
    const handle = this.gripAt(at)?.handle;
    if (!handle) return '';
    if (handle === 'all') return 'move';
    if (!handle.x) return 'ns-resize';
    if (!handle.y) return 'ew-resize';
    return handle.x === handle.y ? 'nwse-resize' : 'nesw-resize';
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Pane} pane
   * @param {Camera} camera
   * @param {number} density
   */
  paint(context, pane, camera, density) {
    const box = this.made ?? this.viewer.selected?.box;
    if (!box) return;
    const spot = (/** @type {Point} */ point) => {
      const { x, y } = toPane(camera, point);
      return { x: (x + pane.rect.x) * density, y: (y + pane.rect.y) * density };
    };
    const [from, to] = [spot({ x: box[0], y: box[1] }), spot({ x: box[2], y: box[3] })];
    context.strokeStyle = COLOUR;
    context.fillStyle = this.made ? 'rgba(29, 91, 191, 0.12)' : 'transparent';
    context.lineWidth = 1.5 * density;
    context.setLineDash([]);
    context.fillRect(from.x, from.y, to.x - from.x, to.y - from.y);
    context.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
    if (this.drag?.handle === 'new') return;
    const side = HANDLE_PX * density;
    context.fillStyle = '#fff';
    for (const handle of HANDLES) {
      const { x, y } = spot(handlePlace(box, handle));
      context.fillRect(x - side / 2, y - side / 2, side, side);
      context.strokeRect(x - side / 2, y - side / 2, side, side);
    }
  }

  /**
   * Return what of the selected region a point of the stage takes.
   * @param {Point} at
   * @returns {{box: Box, handle: Handle | 'all', id: string} | null}
   */
  gripAt(at) {
    const { selected } = this.viewer;
    if (!selected) return null;
    const { camera, local, image } = this.viewer.locate(at);
    const { id, box } = /** @type {Region} */ (selected);
    const handle = handleAt(box, camera, local, GRIP_PX);
    if (handle) return { box, handle, id };
    const isInside = image.x >= box[0] && image.y >= box[1] && image.x <= box[2] && image.y <= box[3];
    return isInside ? { box, handle: 'all', id } : null;
  }

  /** @param {Box} box */
  isLarge(box) {
    const { width, height } = sizeOf(box);
    return Math.min(width, height) * this.viewer.scale >= LEAST_PX;
  }

  /** @returns {Size} */
  imageSize() {
    return sizeOf(this.viewer.frames.whole);
  }
}
