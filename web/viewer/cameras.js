// Where each pane looks: fitted, moved, scaled, gliding; linked panes move together.

import { between, centredOn, clamp, zoomedAt } from './geometry.js';
import { carried, fittedIn, heldIn, sizeOf } from './panes.js';

/** @import { Box, Camera, Point } from './types.js' */
/** @import { Pane, PaneName, Panes } from './panes.js' */

const MOST_ZOOM = 16;
const ROOMY_SHARE = 0.35; // of the pane that a place takes when it is shown
const GLIDE_MS = 220;

export class Cameras {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Panes} */
    this.panes = [{ name: 'whole', rect: { x: 0, y: 0, width: 0, height: 0 }, frame: [0, 0, 1, 1] }];
    /** @type {Record<PaneName, Camera>} */
    this.of = { whole: unmoved(), old: unmoved(), new: unmoved() };
    this.isLinked = true;
    this.isFitted = true;
    /** @type {((now: number) => void) | null} the glide under way */
    this.glide = null;
  }

  /** CSS pixels an image pixel, of the first pane. */
  get scale() {
    return this.of[this.panes[0].name].scale;
  }

  /**
   * Take other panes; what was in the middle stays there.
   * @param {Panes} panes
   */
  lay(panes) {
    const before = this.panes;
    const cameras = { ...this.of };
    this.panes = panes;
    for (const pane of panes) {
      const was = before.find(({ name }) => name === pane.name) ?? before[0];
      this.of[pane.name] = carried(cameras[was.name], was, pane);
    }
    if (this.isFitted) this.fit();
  }

  fit() {
    this.isFitted = true;
    this.glide = null;
    for (const pane of this.panes) this.of[pane.name] = fittedIn(pane);
    this.onChange();
  }

  /** Whether a pane shows all of its sheet, or nearly. @param {Pane} pane @param {number} slack */
  isWhole(pane, slack) {
    return this.of[pane.name].scale <= fittedIn(pane).scale * slack;
  }

  /**
   * @param {Pane} own
   * @param {number} factor
   * @param {Point} [at] of the pane; without it its middle
   */
  zoomBy(own, factor, at = { x: own.rect.width / 2, y: own.rect.height / 2 }) {
    const limits = { least: Math.min(fittedIn(own).scale, 1) / 2, most: MOST_ZOOM };
    this.turn(own, (camera) => zoomedAt(camera, factor, at, limits));
  }

  /**
   * @param {Pane} own
   * @param {number} dx
   * @param {number} dy
   */
  panBy(own, dx, dy) {
    this.turn(own, (camera) => ({ ...camera, x: camera.x + dx, y: camera.y + dy }));
  }

  /**
   * @param {Pane} own
   * @param {Point} at of the image
   */
  centreOn(own, at) {
    this.turn(own, (camera) => centredOn([at.x, at.y, at.x, at.y], own.rect, camera.scale));
  }

  /**
   * Move the camera of a pane, and with it those linked to it.
   * @param {Pane} own
   * @param {(camera: Camera) => Camera} move
   */
  turn(own, move) {
    this.isFitted = false;
    this.glide = null;
    for (const pane of this.isLinked ? this.panes : [own]) {
      this.of[pane.name] = heldIn(move(this.of[pane.name]), pane);
    }
    this.onChange();
  }

  /** @param {boolean} isLinked whether old and new beside one another move together */
  link(isLinked) {
    this.isLinked = isLinked;
    const [old, now] = this.panes;
    if (isLinked && now) this.of[now.name] = carried(this.of[old.name], old, now);
    this.onChange();
  }

  /**
   * Glide to a place.
   * @param {Box} box of the image
   * @param {number} most scale: a place keeps its surroundings
   */
  goTo(box, most) {
    const { width, height } = sizeOf(box);
    const targets = this.panes.map((pane) => {
      const [wide, high] = [ROOMY_SHARE * pane.rect.width, ROOMY_SHARE * pane.rect.height];
      const fit = fittedIn(pane).scale;
      const roomy = Math.min(wide / Math.max(width, 1), high / Math.max(height, 1));
      const to = centredOn(box, pane.rect, clamp(roomy, fit, Math.max(fit, most)));
      return { pane, from: this.of[pane.name], to };
    });
    const start_ms = performance.now();
    this.isFitted = false;
    const step = (/** @type {number} */ now_ms) => {
      if (this.glide !== step) return;
      const t = isStill() ? 1 : clamp((now_ms - start_ms) / GLIDE_MS, 0, 1);
      const eased = 1 - (1 - t) ** 3;
      for (const { pane, from, to } of targets) this.of[pane.name] = between(from, to, eased);
      if (t === 1) this.glide = null;
      else requestAnimationFrame(step);
      this.onChange();
    };
    this.glide = step;
    requestAnimationFrame(step);
  }
}

/** Whether the person asked for no motion. */
export const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** @returns {Camera} */
const unmoved = () => ({ x: 0, y: 0, scale: 1 });
