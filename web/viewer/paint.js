// One frame of the stage: paper, ink, outlines, and what a tool lays over them.

import { inSight } from './geometry.js';
import { paintRegions } from './region_paint.js';

/** @import { Camera, Look, Mode, Placement, Rect, Region, Side, Source } from './types.js' */
/** @import { Pane } from './panes.js' */

/**
 * @typedef {object} Scene
 * @property {Source} source
 * @property {Pane[]} panes
 * @property {(pane: Pane) => Camera} cameraOf
 * @property {Mode} mode
 * @property {Look} look of the overlay; sides take theirs from it
 * @property {boolean} isApart
 * @property {number} swipe share of the stage that shows the old sheet
 * @property {Side} blinking the side that is shown now
 * @property {readonly Region[]} regions to outline
 * @property {ImageBitmap | null} preview shown until the source has anything
 * @property {((context: CanvasRenderingContext2D, pane: Pane, camera: Camera, density: number) => void) | null} paintTool
 */

/**
 * Draw a scene.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number} density pixels of the canvas a CSS pixel
 * @returns {boolean} whether nothing sharper is to come
 */
export function paint(context, scene, density) {
  const { canvas } = context;
  context.clearRect(0, 0, canvas.width, canvas.height);
  let isWhole = true;
  for (const pane of scene.panes) {
    const camera = scene.cameraOf(pane);
    const placement = placed(pane, camera, density);
    isWhole = paintSheet(context, scene, pane, placement) && isWhole;
    context.save();
    clipTo(context, scaled(pane.rect, density));
    const sheet = { x: placement.x, y: placement.y, scale: placement.scale, density, sight: inSight(camera, pane.rect) };
    paintRegions(context, scene.regions, sheet, scene.look.colours);
    scene.paintTool?.(context, pane, camera, density);
    context.restore();
  }
  return isWhole;
}

/**
 * @param {Pane} pane
 * @param {Camera} camera
 * @param {number} density
 * @returns {Placement} of the image; it may draw on its own sheet only
 */
function placed({ rect, frame: [x0, y0, x1, y1] }, camera, density) {
  const [x, y, scale] = [(rect.x + camera.x) * density, (rect.y + camera.y) * density, camera.scale * density];
  const sheet = { x: x + x0 * scale, y: y + y0 * scale, width: (x1 - x0) * scale, height: (y1 - y0) * scale };
  return { x, y, scale, clip: common(sheet, scaled(rect, density)) };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Pane} pane
 * @param {Placement} placement
 */
function paintSheet(context, scene, pane, placement) {
  const { source, look, mode, preview } = scene;
  const { clip } = placement;
  context.fillStyle = '#fff';
  context.fillRect(clip.x, clip.y, clip.width, clip.height);
  if (preview) {
    context.drawImage(preview, placement.x, placement.y, source.width_px * placement.scale, source.height_px * placement.scale);
  }
  // Both are in one image, and all its ink is of the sheet that is there.
  if (scene.isApart) return source.draw(context, placement, { ...look, side: 'new' });
  if (mode === 'swipe') return paintSwipe(context, scene, placement);
  if (mode === 'blink') {
    source.want(placement, { ...look, side: scene.blinking === 'old' ? 'new' : 'old' });
    return source.draw(context, placement, { ...look, side: scene.blinking });
  }
  return source.draw(context, placement, { ...look, side: sideOf(mode, pane) });
}

/**
 * @param {Mode} mode
 * @param {Pane} pane
 * @returns {Side}
 */
function sideOf(mode, pane) {
  if (mode === 'side') return pane.name === 'old' ? 'old' : 'new';
  return mode === 'old' || mode === 'new' ? mode : 'overlay';
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {Placement} placement
 */
function paintSwipe(context, { source, look, swipe }, placement) {
  const { width, height } = context.canvas;
  const border = Math.round(width * swipe);
  const left = common(placement.clip, { x: 0, y: 0, width: border, height });
  const right = common(placement.clip, { x: border, y: 0, width: width - border, height });
  const isOldWhole = source.draw(context, { ...placement, clip: left }, { ...look, side: 'old' });
  return source.draw(context, { ...placement, clip: right }, { ...look, side: 'new' }) && isOldWhole;
}

/**
 * @param {Rect} rect
 * @param {number} density
 * @returns {Rect}
 */
const scaled = ({ x, y, width, height }, density) =>
  ({ x: x * density, y: y * density, width: width * density, height: height * density });

/**
 * @param {Rect} a
 * @param {Rect} b
 * @returns {Rect} what both have; empty where they do not meet
 */
function common(a, b) {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x);
  const height = Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y);
  return { x, y, width, height };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} rect
 */
function clipTo(context, { x, y, width, height }) {
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
}
