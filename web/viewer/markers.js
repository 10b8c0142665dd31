// What lies on the drawing as elements: the frame of the selected region, and which sheet a pane shows.

import { toPane } from './geometry.js';

/** @import { Camera, Mode, Region, Side } from './types.js' */
/** @import { Pane, Panes } from './panes.js' */

const MARGIN_PX = 6;
const SIDE_NAMES = { old: 'Old', new: 'New' };

export class Markers {
  /** @param {HTMLElement} stage */
  constructor(stage) {
    const made = (/** @type {string} */ tag, /** @type {string} */ name) => {
      const element = document.createElement(tag);
      element.className = name;
      element.hidden = true;
      return element;
    };
    // Old and new beside one another have one each.
    this.frames = [0, 1].map(() => {
      const frame = made('div', 'viewer-marker');
      const clip = made('div', 'viewer-pane');
      const label = document.createElement('span');
      frame.append(label);
      clip.append(frame);
      return { clip, frame, label };
    });
    this.names = [0, 1].map(() => made('span', 'viewer-side'));
    stage.append(...this.frames.map(({ clip }) => clip), ...this.names);
  }

  /**
   * @param {Region | null} selected
   * @param {readonly Pane[]} panes
   * @param {(pane: Pane) => Camera} cameraOf
   */
  place(selected, panes, cameraOf) {
    this.frames.forEach(({ clip, frame, label }, i) => {
      const pane = panes[i];
      clip.hidden = frame.hidden = !pane || !selected;
      if (!pane || !selected) return;
      const { x, y, width, height } = pane.rect;
      Object.assign(clip.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
      const [x0, y0, x1, y1] = selected.box;
      const camera = cameraOf(pane);
      const [from, to] = [toPane(camera, { x: x0, y: y0 }), toPane(camera, { x: x1, y: y1 })];
      frame.style.transform = `translate(${from.x - MARGIN_PX}px, ${from.y - MARGIN_PX}px)`;
      frame.style.width = `${to.x - from.x + 2 * MARGIN_PX}px`;
      frame.style.height = `${to.y - from.y + 2 * MARGIN_PX}px`;
      if (label.textContent !== selected.id) label.textContent = selected.id;
    });
  }

  /**
   * Say which sheet is seen where it is one alone.
   * @param {Mode | null} mode
   * @param {Panes} panes
   * @param {Side} blinking
   */
  name(mode, panes, blinking) {
    const names = namesOf(mode, blinking);
    this.names.forEach((element, i) => {
      const side = names[i];
      element.hidden = !side;
      if (!side) return;
      const { rect } = panes[i] ?? panes[0];
      const isRight = mode === 'swipe' && i === 1;
      Object.assign(element.style, {
        left: isRight ? 'auto' : `${rect.x + 10}px`, right: isRight ? '10px' : 'auto', top: `${rect.y + 10}px`,
      });
      element.dataset.side = side;
      if (element.textContent !== SIDE_NAMES[side]) element.textContent = SIDE_NAMES[side];
    });
  }
}

/**
 * @param {Mode | null} mode
 * @param {Side} blinking
 * @returns {('old' | 'new')[]}
 */
function namesOf(mode, blinking) {
  if (mode === 'side' || mode === 'swipe') return ['old', 'new'];
  if (mode === 'old' || mode === 'new') return [mode];
  return mode === 'blink' ? [blinking === 'new' ? 'new' : 'old'] : [];
}
