// The drawing: three layers on white paper, moved and scaled on one canvas of the window's size.

const ZOOM_STEP = 1.3;
const MOST_ZOOM = 16;
const MOST_GLIDE_ZOOM = 1.5; // a change keeps its surroundings
const CROWD = 60;
const CLICK_SLACK_PX = 4;
const GLIDE_MS = 220;
const LAYERS = ['common', 'old', 'new']; // changes are drawn over what is common

class Viewer {
  constructor({ onZoom, onPick }) {
    this.stage = byId('stage');
    this.canvas = byId('canvas');
    this.context = this.canvas.getContext('2d');
    this.onZoom = onZoom;
    this.onPick = onPick;
    this.view = { x: 0, y: 0, scale: 1 }; // in CSS pixels
    this.layers = Object.fromEntries(LAYERS.map((name) => [name, { on: true, opacity: 1, pyramid: null }]));
    this.boxes = []; // {id, kind, box} in view pixels
    this.boxesOn = true;
    this.selected = null;
    this.size = null; // of the view image
    this.generation = 0;
    new ResizeObserver(() => this.resize()).observe(this.stage);
    this.listen();
  }

  /** Show a sheet: `png` bytes of its view, `preview` bytes of its thumbnail. */
  async show({ png, preview, width, height, colours }) {
    const generation = this.begin();
    this.forget();
    this.size = { width, height };
    this.fit();
    const previewBitmap = await createImageBitmap(new Blob([preview]));
    if (generation !== this.generation) {
      previewBitmap.close();
      return;
    }
    this.preview = previewBitmap;
    this.redraw();
    await this.paint(png, colours);
  }

  /** Decode the layers in other colours, without moving. */
  async paint(png, colours) {
    const generation = this.begin();
    const made = await Promise.all(LAYERS.map(async (name) =>
      [name, await Pyramid.of(layerBlob(png, name, colours[name] ?? paletteColour(png, name)))]));
    const isLate = generation !== this.generation;
    for (const [name, pyramid] of made) {
      if (isLate) pyramid.close();
      else {
        this.layers[name].pyramid?.close();
        this.layers[name].pyramid = pyramid;
      }
    }
    if (isLate) return;
    this.stage.setAttribute('aria-busy', 'false');
    this.redraw();
  }

  /** Begin a change of what is shown; whatever is still being decoded comes too late. */
  begin() {
    this.stage.setAttribute('aria-busy', 'true');
    this.generation += 1;
    return this.generation;
  }

  /** Show nothing, with a message why. */
  showMessage(text) {
    this.begin();
    this.forget();
    this.size = null;
    this.stage.setAttribute('aria-busy', 'false');
    byId('message').textContent = text;
    byId('message').hidden = !text;
    this.redraw();
  }

  forget() {
    for (const layer of Object.values(this.layers)) {
      layer.pyramid?.close();
      layer.pyramid = null;
    }
    this.preview?.close();
    this.preview = null;
    this.selected = null;
    this.boxes = [];
    byId('message').hidden = true;
  }

  // --- where we look -------------------------------------------------------------------------------

  get fitted() {
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight];
    const scale = Math.min((width - 24) / this.size.width, (height - 24) / this.size.height);
    return { scale, x: (width - this.size.width * scale) / 2, y: (height - this.size.height * scale) / 2 };
  }

  fit() {
    if (!this.size) return;
    this.isFitted = true;
    this.moveTo(this.fitted);
  }

  /** Scale by `factor` around a point of the stage. */
  zoomBy(factor, x = this.stage.clientWidth / 2, y = this.stage.clientHeight / 2) {
    if (!this.size) return;
    const least = Math.min(this.fitted.scale, 1) / 2;
    const scale = clamp(this.view.scale * factor, least, MOST_ZOOM);
    const real = scale / this.view.scale;
    this.isFitted = false;
    this.moveTo({ scale, x: x - (x - this.view.x) * real, y: y - (y - this.view.y) * real });
  }

  panBy(dx, dy) {
    this.isFitted = false;
    this.moveTo({ ...this.view, x: this.view.x + dx, y: this.view.y + dy });
  }

  /** Glide to a box (view pixels) and mark it. */
  goTo(entry) {
    const [x0, y0, x1, y1] = entry.box;
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight];
    const roomy = Math.min((0.35 * width) / Math.max(x1 - x0, 1), (0.35 * height) / Math.max(y1 - y0, 1));
    const scale = clamp(roomy, this.fitted.scale, Math.max(this.fitted.scale, MOST_GLIDE_ZOOM));
    this.selected = entry;
    this.isFitted = false;
    this.glideTo({ scale, x: width / 2 - ((x0 + x1) / 2) * scale, y: height / 2 - ((y0 + y1) / 2) * scale });
  }

  glideTo(target) {
    const [start, from] = [performance.now(), { ...this.view }];
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const glide = (this.glide = (now) => {
      if (this.glide !== glide) return;
      const t = isStill ? 1 : Math.min(1, (now - start) / GLIDE_MS);
      const eased = 1 - (1 - t) ** 3;
      this.view = {
        scale: from.scale * (target.scale / from.scale) ** eased,
        x: from.x + (target.x - from.x) * eased,
        y: from.y + (target.y - from.y) * eased,
      };
      this.changed();
      if (t < 1) requestAnimationFrame(glide);
      else this.glide = null;
    });
    requestAnimationFrame(glide);
  }

  moveTo(view) {
    this.glide = null;
    this.view = view;
    this.changed();
  }

  changed() {
    this.onZoom(this.view.scale);
    this.redraw();
  }

  // --- drawing -------------------------------------------------------------------------------------

  resize() {
    const density = window.devicePixelRatio;
    this.canvas.width = Math.round(this.stage.clientWidth * density);
    this.canvas.height = Math.round(this.stage.clientHeight * density);
    if (this.isFitted) this.fit();
    this.draw();
  }

  redraw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const { context, canvas } = this;
    context.clearRect(0, 0, canvas.width, canvas.height);
    this.placeMarker();
    if (!this.size) return;
    const density = window.devicePixelRatio;
    const view = { x: this.view.x * density, y: this.view.y * density, scale: this.view.scale * density };
    context.fillStyle = '#fff';
    context.fillRect(view.x, view.y, this.size.width * view.scale, this.size.height * view.scale);
    if (!this.layers.common.pyramid) this.drawPreview(view);
    else for (const name of LAYERS) this.drawLayer(this.layers[name], view);
    if (this.boxesOn) this.drawBoxes(view, density);
  }

  drawPreview(view) {
    if (!this.preview) return;
    const [width, height] = [this.size.width * view.scale, this.size.height * view.scale];
    this.context.imageSmoothingEnabled = true;
    this.context.drawImage(this.preview, view.x, view.y, width, height);
  }

  drawLayer({ on, opacity, pyramid }, view) {
    if (!on || opacity === 0) return;
    if (view.scale > 0.5 && !pyramid.isSharp) pyramid.sharpen(() => this.redraw());
    this.context.globalAlpha = opacity;
    pyramid.draw(this.context, view);
    this.context.globalAlpha = 1;
  }

  drawBoxes(view, density) {
    const { context } = this;
    context.strokeStyle = this.boxes.length > CROWD ? 'rgba(36, 92, 190, 0.3)' : 'rgba(36, 92, 190, 0.75)';
    context.lineWidth = density;
    const margin = 3 * density;
    context.beginPath();
    for (const { box: [x0, y0, x1, y1] } of this.boxes) {
      context.rect(
        view.x + x0 * view.scale - margin, view.y + y0 * view.scale - margin,
        (x1 - x0) * view.scale + 2 * margin, (y1 - y0) * view.scale + 2 * margin,
      );
    }
    context.stroke();
  }

  placeMarker() {
    const marker = byId('marker');
    marker.hidden = !this.selected;
    if (!this.selected) return;
    const [x0, y0, x1, y1] = this.selected.box.map((value) => value * this.view.scale);
    marker.style.transform = `translate(${this.view.x + x0 - 6}px, ${this.view.y + y0 - 6}px)`;
    marker.style.width = `${x1 - x0 + 12}px`;
    marker.style.height = `${y1 - y0 + 12}px`;
    byId('marker-id').textContent = this.selected.id;
  }

  // --- mouse, fingers ------------------------------------------------------------------------------

  listen() {
    const pointers = new Map();
    this.stage.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.stage.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      this.stage.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, this.place(event));
      this.travel_px = pointers.size > 1 ? Infinity : 0; // two fingers never click
    });
    this.stage.addEventListener('pointermove', (event) => {
      if (pointers.has(event.pointerId) && this.size) this.drag(pointers, event);
    });
    const end = (event) => {
      const isClick = event.type === 'pointerup' && pointers.has(event.pointerId) && this.travel_px < CLICK_SLACK_PX;
      pointers.delete(event.pointerId);
      if (isClick) this.pick(this.place(event));
    };
    this.stage.addEventListener('pointerup', end);
    this.stage.addEventListener('pointercancel', end);
    this.stage.addEventListener('dblclick', (event) => {
      const { x, y } = this.place(event);
      this.zoomBy(2, x, y);
    });
  }

  wheel(event) {
    event.preventDefault();
    const { x, y } = this.place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // Pinching on a touch pad arrives as a wheel with Ctrl and small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0015;
    this.zoomBy(Math.exp(-clamp(event.deltaY * lines, -300, 300) * speed), x, y);
  }

  drag(pointers, event) {
    const before = [...pointers.values()];
    const [from, to] = [pointers.get(event.pointerId), this.place(event)];
    pointers.set(event.pointerId, to);
    this.travel_px += Math.hypot(to.x - from.x, to.y - from.y);
    if (pointers.size === 1) {
      if (this.travel_px >= CLICK_SLACK_PX) this.panBy(to.x - from.x, to.y - from.y);
      return;
    }
    const after = [...pointers.values()];
    const middle = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    const apart = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
    const [old, now] = [middle(before), middle(after)];
    this.panBy(now.x - old.x, now.y - old.y);
    this.zoomBy(apart(after) / Math.max(apart(before), 1), now.x, now.y);
  }

  place(event) {
    const frame = this.stage.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  /** Tell of the smallest box at a point, if there is one. */
  pick(point) {
    if (!this.size || !this.boxesOn) return;
    const slack = CLICK_SLACK_PX / this.view.scale;
    const [x, y] = [(point.x - this.view.x) / this.view.scale, (point.y - this.view.y) / this.view.scale];
    const hits = this.boxes.filter(({ box: [x0, y0, x1, y1] }) =>
      x >= x0 - slack && x <= x1 + slack && y >= y0 - slack && y <= y1 + slack);
    const area = ({ box: [x0, y0, x1, y1] }) => (x1 - x0) * (y1 - y0);
    hits.sort((first, second) => area(first) - area(second));
    if (hits.length) this.onPick(hits[0].id);
  }
}
