// What is at a place, enlarged in the corner of its pane: whoever clicks on a whole sheet sees what they
// take.

/** @import { Camera, Look, Point, Rect, Source } from './types.js' */
/** @import { Pane } from './panes.js' */

const SIDE_PX = 176;
const GAP_PX = 10;
const SCALE = 2; // CSS pixels an image pixel
const WORDS_PX = 20;

/**
 * @typedef {object} Seen
 * @property {Point} at of the image
 * @property {string} words what it is
 * @property {string} colour
 */

/**
 * Draw it; nothing where the pane itself shows as much.
 * @param {CanvasRenderingContext2D} context
 * @param {{source: Source, look: Look}} shown
 * @param {Pane} pane
 * @param {Camera} camera of the pane
 * @param {Seen} seen
 * @param {number} density pixels of the canvas a CSS pixel
 */
export function paintLoupe(context, { source, look }, { rect }, camera, seen, density) {
  if (camera.scale >= SCALE / 2) return;
  const side = Math.min(SIDE_PX, rect.width - 2 * GAP_PX, rect.height - 2 * GAP_PX - WORDS_PX);
  if (side < SIDE_PX / 2) return;
  const [left, top] = [rect.x + GAP_PX, rect.y + rect.height - GAP_PX - side - WORDS_PX];
  /** @type {Rect} */
  const clip = { x: Math.round(left * density), y: Math.round(top * density), width: Math.round(side * density), height: Math.round(side * density) };
  const scale = SCALE * density;
  const middle = { x: clip.x + clip.width / 2, y: clip.y + clip.height / 2 };
  context.setLineDash([]);
  context.fillStyle = '#fff';
  context.fillRect(clip.x, clip.y, clip.width, clip.height);
  source.draw(context, { x: middle.x - seen.at.x * scale, y: middle.y - seen.at.y * scale, scale, clip }, look);
  paintHair(context, clip, middle, seen.colour, density);
  paintWords(context, clip, seen, density);
}

/**
 * Draw lines to the middle, which itself stays free.
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} clip
 * @param {Point} middle
 * @param {string} colour
 * @param {number} density
 */
function paintHair(context, clip, { x, y }, colour, density) {
  const free = 9 * density;
  context.strokeStyle = colour;
  context.lineWidth = density;
  context.beginPath();
  for (const [from, to] of /** @type {const} */ ([[clip.x, x - free], [x + free, clip.x + clip.width]])) {
    context.moveTo(from, y);
    context.lineTo(to, y);
  }
  for (const [from, to] of /** @type {const} */ ([[clip.y, y - free], [y + free, clip.y + clip.height]])) {
    context.moveTo(x, from);
    context.lineTo(x, to);
  }
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Rect} clip
 * @param {Seen} seen
 * @param {number} density
 */
function paintWords(context, { x, y, width, height }, { words, colour }, density) {
  const high = WORDS_PX * density;
  context.fillStyle = colour;
  context.fillRect(x, y + height, width, high);
  context.fillStyle = '#fff';
  context.font = `650 ${12 * density}px system-ui, sans-serif`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(words, x + 7 * density, y + height + high / 2);
  context.strokeStyle = colour;
  context.lineWidth = 2 * density;
  context.strokeRect(x, y, width, height + high);
}
