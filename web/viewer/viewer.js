// The drawing: both sheets on one canvas of the stage's size, moved, scaled and shown in several ways.
// It knows no buttons; a page gives it a stage, calls its methods and listens to its events.

import { Cameras, isStill } from './cameras.js';
import { holds, inSight, smallestAt, toImage } from './geometry.js';
import { CLICK_SLACK_PX, Gestures } from './gestures.js';
import { Markers } from './markers.js';
import { Minimap } from './minimap.js';
import { paint } from './paint.js';
import { panesOf } from './panes.js';
import { SwipeBar } from './swipe_bar.js';

/** @import { Box, Camera, Look, Mode, Point, Region, Side, Source } from './types.js' */
/** @import { Tool } from './gestures.js' */
/** @import { Frames, Pane, Panes } from './panes.js' */

const BLINK_MS = 700; // each sheet; far below what flashes
const FIT_SLACK = 1.06;

/** @type {readonly Mode[]} */
export const ALL_MODES = ['overlay', 'old', 'new', 'side', 'swipe', 'blink'];

/** @typedef {(context: CanvasRenderingContext2D, pane: Pane, camera: Camera, density: number) => void} PaintTool */
/** @typedef {Tool & {paint: PaintTool}} ViewerTool takes drags of the stage, and draws over it */

/**
 * @typedef {object} Events
 * @property {(id: string | null) => void} [onSelect] a region was clicked; null: none was
 * @property {(scale: number) => void} [onViewChange] CSS pixels an image pixel
 * @property {(mode: Mode) => void} [onModeChange]
 */

/**
 * @typedef {object} Shown
 * @property {Source} source
 * @property {readonly Region[]} [regions]
 * @property {readonly Mode[]} [modes] that tell the truth of this sheet
 * @property {{old: Box, new: Box}} [apart] where old and new lie when they are not on one another
 * @property {number} [most_glide_scale] a change that is shown keeps its surroundings
 * @property {Blob} [preview]
 */

export class Viewer {
  /**
   * @param {HTMLElement} stage positioned and focusable; its children are the viewer's
   * @param {Events} events
   */
  constructor(stage, events = {}) {
    this.stage = stage;
    this.events = events;
    stage.classList.add('viewer-stage');
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'viewer-canvas';
    this.canvas.setAttribute('role', 'img');
    stage.append(this.canvas);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    this.frame = 0;
    /** @type {Source | null} */
    this.source = null;
    /** @type {Look} */
    this.look = { side: 'overlay', colours: 'red_green', tint: true, common: 1, removed: 1, added: 1 };
    /** @type {Mode} */
    this.mode = 'overlay';
    /** @type {Mode} */
    this.modeBefore = 'overlay';
    /** @type {readonly Mode[]} */
    this.modes = ALL_MODES;
    this.regionsOn = true;
    /** @type {readonly Region[]} that can be selected */
    this.regions = [];
    /** @type {readonly Region[]} that only tell of a place */
    this.marks = [];
    /** @type {Region | null} */
    this.selected = null;
    /** @type {ViewerTool | null} */
    this.tool = null;
    /** @type {Frames} */
    this.frames = { whole: [0, 0, 1, 1], old: [0, 0, 1, 1], new: [0, 0, 1, 1] };
    this.isApart = false;
    this.most_glide_scale = 1;
    /** @type {Side} */
    this.blinking = 'old';
    this.blinkTimer = 0;
    /** @type {ImageBitmap | null} */
    this.preview = null;
    this.cameras = new Cameras(() => this.changed());
    this.swipe = new SwipeBar(stage, () => this.redraw());
    this.markers = new Markers(stage);
    this.minimap = new Minimap(stage, (at) => this.cameras.centreOn(this.cameras.panes[0], at));
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(stage);
    this.gestures = new Gestures(stage, {
      pan: (dx, dy, at) => this.panBy(dx, dy, at),
      zoom: (factor, at) => this.zoomBy(factor, at),
      click: (at) => this.pick(at),
      hover: (at) => this.hover(at),
      tool: () => this.tool,
    });
  }

  // --- what is shown -------------------------------------------------------------------------------

  /**
   * Show a sheet, all of it.
   * @param {Shown} shown
   */
  show({ source, regions = [], modes = ALL_MODES, apart, most_glide_scale = 1, preview }) {
    this.forget();
    this.source = source;
    source.listen(() => this.redraw());
    /** @type {Box} */
    const whole = [0, 0, source.width_px, source.height_px];
    this.frames = { whole, old: apart?.old ?? whole, new: apart?.new ?? whole };
    this.isApart = Boolean(apart);
    this.modes = modes;
    this.most_glide_scale = most_glide_scale;
    this.regions = regions;
    if (preview) void this.showPreview(preview, source);
    this.cameras.isFitted = true;
    this.setMode(modes.includes(this.mode) ? this.mode : modes[0] ?? 'overlay');
  }

  /**
   * @param {Blob} blob
   * @param {Source} source that it stands in for
   */
  async showPreview(blob, source) {
    const bitmap = await createImageBitmap(blob);
    if (source !== this.source || this.stage.getAttribute('aria-busy') === 'false') bitmap.close();
    else this.preview = bitmap;
    this.redraw();
  }

  /** Show nothing. */
  clear() {
    this.forget();
    this.setBusy(false);
    this.redraw();
  }

  forget() {
    this.source?.close();
    this.source = null;
    this.preview?.close();
    this.preview = null;
    this.selected = null;
    this.regions = [];
    this.marks = [];
    this.cameras.glide = null;
    this.minimap.hide();
  }

  /** Leave the stage for good. */
  close() {
    this.forget();
    clearInterval(this.blinkTimer);
    cancelAnimationFrame(this.frame);
    this.resizing.disconnect();
    this.gestures.close();
    this.stage.replaceChildren();
  }

  /** @param {Partial<Look>} look */
  setLook(look) {
    this.look = { ...this.look, ...look };
    this.setBusy(this.source !== null);
    this.redraw();
  }

  /** @param {readonly Region[]} regions the selected one stays selected, if it is still there */
  setRegions(regions) {
    this.regions = regions;
    const { selected } = this;
    this.selected = (selected && regions.find(({ id }) => id === selected.id)) ?? null;
    this.redraw();
  }

  /** @param {readonly Region[]} marks */
  setMarks(marks) {
    this.marks = marks;
    this.redraw();
  }

  /** @param {boolean} isOn */
  showRegions(isOn) {
    this.regionsOn = isOn;
    this.redraw();
  }

  /** @param {ViewerTool | null} tool */
  setTool(tool) {
    this.tool?.cancel();
    this.tool = tool;
    this.stage.style.cursor = '';
    this.redraw();
  }

  /**
   * Select a region and glide to it.
   * @param {string | null} id
   * @param {{isGliding?: boolean}} [options]
   */
  select(id, { isGliding = true } = {}) {
    this.selected = this.regions.find((region) => region.id === id) ?? null;
    if (this.selected && isGliding) this.cameras.goTo(this.selected.box, this.most_glide_scale);
    this.redraw();
  }

  // --- modes ---------------------------------------------------------------------------------------

  /** @param {Mode} mode */
  setMode(mode) {
    if (!this.modes.includes(mode)) return;
    this.mode = mode;
    this.cameras.lay(this.laidOut());
    this.swipe.show(mode === 'swipe');
    this.setBlinking(mode === 'blink');
    this.setBusy(this.source !== null);
    this.events.onModeChange?.(mode);
    this.redraw();
  }

  /** Begin to blink; once more ends it, or with reduced motion shows the other sheet. */
  blink() {
    if (this.mode !== 'blink') {
      this.modeBefore = this.mode;
      this.setMode('blink');
    } else if (isStill()) this.flip();
    else this.setMode(this.modeBefore);
  }

  /** @param {boolean} isOn */
  setBlinking(isOn) {
    clearInterval(this.blinkTimer);
    this.blinking = 'old';
    if (isOn && !isStill()) this.blinkTimer = window.setInterval(() => this.flip(), BLINK_MS);
  }

  flip() {
    this.blinking = this.blinking === 'old' ? 'new' : 'old';
    this.redraw();
  }

  /** @param {boolean} isLinked whether old and new beside one another move together */
  setLinked(isLinked) {
    this.cameras.link(isLinked);
  }

  // --- where we look -------------------------------------------------------------------------------

  /** @returns {Panes} */
  laidOut() {
    const stage = { width: this.stage.clientWidth, height: this.stage.clientHeight };
    return panesOf(this.mode, stage, this.frames, this.isApart);
  }

  /** @param {Point} at of the stage */
  paneAt(at) {
    const { panes } = this.cameras;
    return panes.find(({ rect }) => holds(rect, at)) ?? panes[0];
  }

  /** CSS pixels an image pixel. */
  get scale() {
    return this.cameras.scale;
  }

  fit() {
    if (this.source) this.cameras.fit();
  }

  /**
   * Scale by a factor around a point of the stage, or the middle.
   * @param {number} factor
   * @param {Point} [at]
   */
  zoomBy(factor, at) {
    if (!this.source) return;
    const pane = at ? this.paneAt(at) : this.cameras.panes[0];
    this.cameras.zoomBy(pane, factor, at && { x: at.x - pane.rect.x, y: at.y - pane.rect.y });
  }

  /** @param {number} scale CSS pixels an image pixel */
  zoomTo(scale) {
    this.zoomBy(scale / this.scale);
  }

  /**
   * @param {number} dx
   * @param {number} dy
   * @param {Point} [at] of the pane that is moved where they are not linked
   */
  panBy(dx, dy, at = { x: 0, y: 0 }) {
    if (this.source) this.cameras.panBy(this.paneAt(at), dx, dy);
  }

  changed() {
    this.events.onViewChange?.(this.scale);
    this.redraw();
  }

  // --- the pointer ---------------------------------------------------------------------------------

  /**
   * Return where a point of the stage is.
   * @param {Point} at
   * @returns {{pane: Pane, camera: Camera, local: Point, image: Point}}
   */
  locate(at) {
    const pane = this.paneAt(at);
    const camera = this.cameras.of[pane.name];
    const local = { x: at.x - pane.rect.x, y: at.y - pane.rect.y };
    return { pane, camera, local, image: toImage(camera, local) };
  }

  /** @param {Point} at */
  regionAt(at) {
    if (!this.source || !this.regionsOn) return null;
    const { image, camera } = this.locate(at);
    return smallestAt(this.regions, image, CLICK_SLACK_PX / camera.scale);
  }

  /** @param {Point} at */
  pick(at) {
    if (this.tool?.click) {
      this.tool.click(at);
      return;
    }
    const found = this.regionAt(at);
    if (found || this.selected) this.events.onSelect?.(found?.id ?? null);
  }

  /** @param {Point} at */
  hover(at) {
    this.stage.classList.toggle('on-region', !this.tool && this.regionAt(at) !== null);
    this.tool?.hover?.(at);
  }

  // --- drawing -------------------------------------------------------------------------------------

  resize() {
    const density = window.devicePixelRatio;
    this.canvas.width = Math.round(this.stage.clientWidth * density);
    this.canvas.height = Math.round(this.stage.clientHeight * density);
    this.cameras.lay(this.laidOut());
    this.draw();
  }

  redraw() {
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { source, context, canvas, cameras } = this;
    this.markers.place(source ? this.selected : null, cameras.panes, (pane) => cameras.of[pane.name]);
    this.markers.name(source ? this.mode : null, cameras.panes, this.blinking);
    if (!source || !canvas.width) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    source.begin();
    const isWhole = this.paint(source);
    source.end();
    if (!isWhole) return;
    this.preview?.close();
    this.preview = null;
    this.setBusy(false);
  }

  /** @param {Source} source */
  paint(source) {
    const { context, mode, look, isApart, blinking, preview, tool, cameras } = this;
    const density = window.devicePixelRatio;
    const isWhole = paint(context, {
      source, mode, look, isApart, blinking, preview,
      panes: cameras.panes,
      cameraOf: (pane) => cameras.of[pane.name],
      swipe: this.swipe.share,
      regions: [...this.marks, ...(this.regionsOn ? this.regions : [])],
      paintTool: tool ? tool.paint.bind(tool) : null,
    }, density);
    const [pane] = cameras.panes;
    if (cameras.isWhole(pane, FIT_SLACK)) this.minimap.hide();
    else this.minimap.draw(source, look, pane.frame, inSight(cameras.of[pane.name], pane.rect), density);
    return isWhole;
  }

  /** @param {boolean} isBusy */
  setBusy(isBusy) {
    this.stage.setAttribute('aria-busy', String(isBusy));
  }
}
