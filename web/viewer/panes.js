// The stage in parts: one sheet, or old and new beside one another, each looked at by its own camera.

import { fitted, held } from './geometry.js';

/** @import { Box, Camera, Mode, Rect, Size } from './types.js' */

/** @typedef {'whole' | 'old' | 'new'} PaneName */
/** @typedef {{name: PaneName, rect: Rect, frame: Box}} Pane frame: the part of the image that is its sheet */
/** @typedef {[Pane, ...Pane[]]} Panes the first is the old sheet's, or the only one */
/** @typedef {Record<PaneName, Box>} Frames */

const GAP_PX = 3;

/**
 * Return the panes of a mode.
 * @param {Mode} mode
 * @param {Size} stage
 * @param {Frames} frames
 * @param {boolean} isApart old and new are two places of the image, not one on the other
 * @returns {Panes}
 */
export function panesOf(mode, stage, frames, isApart) {
  const rect = { x: 0, y: 0, width: stage.width, height: stage.height };
  if (mode === 'side') {
    const [first, second] = halves(rect);
    return [{ name: 'old', rect: first, frame: frames.old }, { name: 'new', rect: second, frame: frames.new }];
  }
  const name = isApart && (mode === 'old' || mode === 'new') ? mode : 'whole';
  return [{ name, rect, frame: frames[name] }];
}

/**
 * @param {Rect} rect
 * @returns {[Rect, Rect]} beside one another, or one above the other where the stage is upright
 */
function halves({ x, y, width, height }) {
  if (width >= height) {
    const half = (width - GAP_PX) / 2;
    return [{ x, y, width: half, height }, { x: x + half + GAP_PX, y, width: half, height }];
  }
  const half = (height - GAP_PX) / 2;
  return [{ x, y, width, height: half }, { x, y: y + half + GAP_PX, width, height: half }];
}

/** @type {(box: Box) => Size} */
export const sizeOf = ([x0, y0, x1, y1]) => ({ width: x1 - x0, height: y1 - y0 });

/**
 * Return the camera that shows all of a pane's sheet.
 * @param {Pane} pane
 * @returns {Camera}
 */
export function fittedIn({ rect, frame }) {
  const camera = fitted(sizeOf(frame), rect);
  return { ...camera, x: camera.x - frame[0] * camera.scale, y: camera.y - frame[1] * camera.scale };
}

/**
 * Return the camera moved so that some of the pane's sheet stays in it.
 * @param {Camera} camera
 * @param {Pane} pane
 * @returns {Camera}
 */
export function heldIn(camera, { rect, frame }) {
  const [left, top] = [frame[0] * camera.scale, frame[1] * camera.scale];
  const kept = held({ ...camera, x: camera.x + left, y: camera.y + top }, sizeOf(frame), rect);
  return { ...kept, x: kept.x - left, y: kept.y - top };
}

/**
 * Return the camera of another pane that has the same place of its sheet in its middle.
 * @param {Camera} camera
 * @param {Pane} from
 * @param {Pane} to
 * @returns {Camera}
 */
export function carried(camera, from, to) {
  const dx = (to.rect.width - from.rect.width) / 2 + (from.frame[0] - to.frame[0]) * camera.scale;
  const dy = (to.rect.height - from.rect.height) / 2 + (from.frame[1] - to.frame[1]) * camera.scale;
  return { scale: camera.scale, x: camera.x + dx, y: camera.y + dy };
}
