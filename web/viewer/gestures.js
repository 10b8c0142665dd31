// Mouse, pen and fingers on the stage: what moves the drawing, what is a click, and what a tool takes.

import { clamp } from './geometry.js';

/** @import { Point } from './types.js' */

export const CLICK_SLACK_PX = 4;
const LINE_PX = 16; // of a wheel that counts lines

/**
 * A tool takes a drag that begins where it has something to do.
 * @typedef {object} Tool
 * @property {(at: Point, event: PointerEvent) => boolean} down whether it takes this drag
 * @property {(at: Point) => void} move
 * @property {(at: Point, isClick: boolean) => void} up
 * @property {() => void} cancel
 * @property {(at: Point) => string} cursor of CSS; '' for the stage's own
 * @property {(at: Point) => void} [hover] the pointer is there, and nothing is pressed
 * @property {(at: Point) => void} [click] a click that it did not take as a drag; else it selects a region
 */

/**
 * @typedef {object} Handlers points are CSS pixels of the stage
 * @property {(dx: number, dy: number, at: Point) => void} pan
 * @property {(factor: number, at: Point) => void} zoom
 * @property {(at: Point) => void} click
 * @property {(at: Point) => void} hover
 * @property {() => Tool | null} tool
 */

export class Gestures {
  /**
   * @param {HTMLElement} stage
   * @param {Handlers} handlers
   */
  constructor(stage, handlers) {
    this.stage = stage;
    this.handlers = handlers;
    /** @type {Map<number, Point>} */
    this.pointers = new Map();
    this.travel_px = 0;
    /** @type {Tool | null} the one that took the drag */
    this.taken = null;
    this.ending = new AbortController();
    this.listen();
  }

  close() {
    this.ending.abort();
  }

  listen() {
    const { signal } = this.ending;
    const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ act) =>
      this.stage.addEventListener(name, act, { signal });
    this.stage.addEventListener('wheel', (event) => this.wheel(event), { passive: false, signal });
    on('pointerdown', (event) => this.down(event));
    on('pointermove', (event) => this.move(event));
    on('pointerup', (event) => this.end(event));
    on('pointercancel', (event) => this.end(event));
    on('dblclick', (event) => {
      if (!this.handlers.tool()) this.handlers.zoom(event.shiftKey ? 0.5 : 2, this.place(event));
    });
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0 && event.button !== 1) return;
    this.stage.setPointerCapture(event.pointerId);
    const at = this.place(event);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size > 1) {
      this.travel_px = Infinity; // two fingers never click
      this.taken?.cancel();
      this.taken = null;
      return;
    }
    this.travel_px = 0;
    const tool = this.handlers.tool();
    if (tool && event.button === 0 && tool.down(at, event)) this.taken = tool;
  }

  /** @param {PointerEvent} event */
  move(event) {
    const at = this.place(event);
    const from = this.pointers.get(event.pointerId);
    if (!from) {
      this.stage.style.cursor = this.handlers.tool()?.cursor(at) ?? '';
      this.handlers.hover(at);
      return;
    }
    this.pointers.set(event.pointerId, at);
    this.travel_px += Math.hypot(at.x - from.x, at.y - from.y);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (this.taken) this.taken.move(at);
    else if (other) this.pinch(from, at, other);
    else if (this.travel_px >= CLICK_SLACK_PX) this.handlers.pan(at.x - from.x, at.y - from.y, at);
  }

  /**
   * @param {Point} from where one finger was
   * @param {Point} to where it is
   * @param {Point} other where the other one is
   */
  pinch(from, to, other) {
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
    const apart = (/** @type {Point} */ { x, y }) => Math.hypot(x - other.x, y - other.y);
    this.handlers.pan((to.x - from.x) / 2, (to.y - from.y) / 2, middle);
    this.handlers.zoom(apart(to) / Math.max(apart(from), 1), middle);
  }

  /** @param {PointerEvent} event */
  end(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    const isClick = event.type === 'pointerup' && this.travel_px < CLICK_SLACK_PX;
    const at = this.place(event);
    const tool = this.taken;
    this.taken = null;
    if (tool && event.type === 'pointercancel') tool.cancel();
    else if (tool) tool.up(at, isClick);
    else if (isClick && event.button === 0) this.handlers.click(at);
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    // Pinching on a touch pad arrives as a wheel with Ctrl and small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0015;
    const at = this.place(event);
    if (event.shiftKey) this.handlers.pan(-(event.deltaX || event.deltaY) * lines, 0, at);
    else this.handlers.zoom(Math.exp(-clamp(event.deltaY * lines, -300, 300) * speed), at);
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point} of the stage
   */
  place(event) {
    const frame = this.stage.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }
}
