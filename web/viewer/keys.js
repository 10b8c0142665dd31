// The viewer's keys, once: what they do, and how a page lists them.

/** @import { Viewer } from './viewer.js' */

export const ZOOM_STEP = 1.3;
const PAN_PX = 80;

/** @typedef {{keys: string[], label: string, act: (viewer: Viewer) => void, isShifted?: boolean}} ViewerKey */

/** @type {readonly ViewerKey[]} */
export const VIEWER_KEYS = [
  { keys: ['+', '='], label: 'zoom in', act: (viewer) => viewer.zoomBy(ZOOM_STEP) },
  { keys: ['-'], label: 'zoom out', act: (viewer) => viewer.zoomBy(1 / ZOOM_STEP) },
  { keys: ['0'], label: 'whole sheet', act: (viewer) => viewer.fit() },
  { keys: ['1'], label: '100 %', act: (viewer) => viewer.zoomTo(1) },
  { keys: ['ArrowUp'], label: 'move the drawing down', isShifted: true, act: (viewer) => viewer.panBy(0, PAN_PX) },
  { keys: ['ArrowDown'], label: 'move the drawing up', isShifted: true, act: (viewer) => viewer.panBy(0, -PAN_PX) },
  { keys: ['ArrowLeft'], label: 'move the drawing right', isShifted: true, act: (viewer) => viewer.panBy(PAN_PX, 0) },
  { keys: ['ArrowRight'], label: 'move the drawing left', isShifted: true, act: (viewer) => viewer.panBy(-PAN_PX, 0) },
  { keys: ['o'], label: 'overlay', act: (viewer) => viewer.setMode('overlay') },
  { keys: ['['], label: 'old sheet', act: (viewer) => viewer.setMode('old') },
  { keys: [']'], label: 'new sheet', act: (viewer) => viewer.setMode('new') },
  { keys: ['s'], label: 'side by side', act: (viewer) => viewer.setMode('side') },
  { keys: ['w'], label: 'swipe', act: (viewer) => viewer.setMode('swipe') },
  { keys: ['b'], label: 'blink between old and new', act: (viewer) => viewer.blink() },
];

/**
 * Do what a key asks for.
 * @param {Viewer} viewer
 * @param {KeyboardEvent} event
 * @returns {boolean} whether it is one of the viewer's
 */
export function obey(viewer, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const found = VIEWER_KEYS.find(({ keys, isShifted = false }) =>
    keys.includes(event.key) && (event.key.length === 1 || isShifted === event.shiftKey));
  if (!found) return false;
  event.preventDefault();
  found.act(viewer);
  return true;
}
