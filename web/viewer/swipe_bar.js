// The bar that parts old from new in swipe mode: dragged, or moved by the arrow keys.

import { clamp } from './geometry.js';

const STEP = 0.02;

export class SwipeBar {
  /**
   * @param {HTMLElement} stage
   * @param {() => void} onMove
   */
  constructor(stage, onMove) {
    this.stage = stage;
    this.onMove = onMove;
    this.share = 0.5; // of the stage's width that shows the old sheet
    this.bar = document.createElement('div');
    this.bar.className = 'viewer-swipe';
    this.bar.hidden = true;
    this.bar.tabIndex = 0;
    const attributes = {
      role: 'slider', 'aria-label': 'Swipe: how much of the old sheet shows', 'aria-valuemin': '0', 'aria-valuemax': '100',
      'aria-orientation': 'horizontal',
    };
    for (const [name, value] of Object.entries(attributes)) this.bar.setAttribute(name, value);
    stage.append(this.bar);
    this.listen();
    this.moveTo(0.5);
  }

  listen() {
    const { bar } = this;
    bar.addEventListener('pointerdown', (event) => {
      event.stopPropagation();
      bar.setPointerCapture(event.pointerId);
    });
    bar.addEventListener('pointermove', (event) => {
      event.stopPropagation();
      const { left, width } = this.stage.getBoundingClientRect();
      if (bar.hasPointerCapture(event.pointerId)) this.moveTo((event.clientX - left) / width);
    });
    bar.addEventListener('dblclick', (event) => event.stopPropagation());
    bar.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -1, End: 1 }[event.key];
      if (step === undefined || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.moveTo(this.share + step);
    });
  }

  /** @param {number} share 0 to 1 */
  moveTo(share) {
    this.share = clamp(share, 0, 1);
    this.bar.style.left = `${100 * this.share}%`;
    this.bar.setAttribute('aria-valuenow', String(Math.round(100 * this.share)));
    this.onMove();
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.bar.hidden = !isShown;
  }
}
