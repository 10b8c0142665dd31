// The whole sheet in a corner, with a frame around what is in sight. For the pointer; keys move the
// drawing itself.

/** @import { Box, Look, Point, Size, Source } from './types.js' */

const LONGEST_PX = 168;

export class Minimap {
  /**
   * @param {HTMLElement} stage
   * @param {(at: Point) => void} onGo to a point of the image
   */
  constructor(stage, onGo) {
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'viewer-minimap';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.canvas.hidden = true;
    this.onGo = onGo;
    this.frame = { x: 0, y: 0 };
    this.scale = 1;
    stage.append(this.canvas);
    this.listen();
  }

  listen() {
    const go = (/** @type {PointerEvent} */ event) => {
      const { left, top } = this.canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - left, event.clientY - top];
      this.onGo({ x: this.frame.x + x / this.scale, y: this.frame.y + y / this.scale });
    };
    for (const name of ['wheel', 'dblclick', 'pointerup']) this.canvas.addEventListener(name, (event) => event.stopPropagation());
    this.canvas.addEventListener('pointerdown', (event) => {
      event.stopPropagation();
      this.canvas.setPointerCapture(event.pointerId);
      go(event);
    });
    this.canvas.addEventListener('pointermove', (event) => {
      event.stopPropagation();
      if (this.canvas.hasPointerCapture(event.pointerId)) go(event);
    });
  }

  hide() {
    this.canvas.hidden = true;
  }

  /**
   * @param {Source} source
   * @param {Look} look
   * @param {Box} frame of the image that is the sheet
   * @param {Box} sight what of it is in sight
   * @param {number} density
   */
  draw(source, look, frame, sight, density) {
    const size = { width: frame[2] - frame[0], height: frame[3] - frame[1] };
    this.scale = LONGEST_PX / Math.max(size.width, size.height);
    this.frame = { x: frame[0], y: frame[1] };
    const context = this.resized(size, density);
    const scale = this.scale * density;
    const { width, height } = this.canvas;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    const placement = { x: -frame[0] * scale, y: -frame[1] * scale, scale, clip: { x: 0, y: 0, width, height } };
    source.draw(context, placement, look);
    this.drawSight(context, sight, scale, density);
  }

  /**
   * @param {Size} size
   * @param {number} density
   */
  resized(size, density) {
    const [width, height] = [Math.round(size.width * this.scale), Math.round(size.height * this.scale)];
    const [wide, high] = [Math.round(width * density), Math.round(height * density)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      Object.assign(this.canvas, { width: wide, height: high });
      Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    }
    this.canvas.hidden = false;
    return /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Box} sight
   * @param {number} scale
   * @param {number} density
   */
  drawSight(context, [x0, y0, x1, y1], scale, density) {
    const { width, height } = this.canvas;
    const left = Math.max(0, (x0 - this.frame.x) * scale);
    const top = Math.max(0, (y0 - this.frame.y) * scale);
    const right = Math.min(width, (x1 - this.frame.x) * scale);
    const bottom = Math.min(height, (y1 - this.frame.y) * scale);
    context.fillStyle = 'rgba(24, 33, 45, 0.28)';
    context.beginPath();
    context.rect(0, 0, width, height);
    context.rect(left, top, right - left, bottom - top);
    context.fill('evenodd');
    context.strokeStyle = '#1d5bbf';
    context.lineWidth = 2 * density;
    context.strokeRect(left + density, top + density, Math.max(right - left - 2 * density, 1), Math.max(bottom - top - 2 * density, 1));
  }
}
