// Where things are: image pixels, pixels of the screen, and what lies between. Nothing here draws.

/** @import { Affine, Box, Camera, Point, Rect, Region, Size } from './types.js' */

/** @type {(value: number, low: number, high: number) => number} */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

const FIT_MARGIN_PX = 12;

/**
 * Return the camera that shows all of an image in the middle of a pane.
 * @param {Size} image
 * @param {Size} pane
 * @returns {Camera}
 */
export function fitted(image, pane) {
  const room = (/** @type {number} */ length) => Math.max(length - 2 * FIT_MARGIN_PX, 1);
  const scale = Math.min(room(pane.width) / image.width, room(pane.height) / image.height);
  return { scale, x: (pane.width - image.width * scale) / 2, y: (pane.height - image.height * scale) / 2 };
}

/**
 * Return the camera after scaling by a factor around a point of the pane.
 * @param {Camera} camera
 * @param {number} factor
 * @param {Point} point
 * @param {{least: number, most: number}} limits of the scale
 * @returns {Camera}
 */
export function zoomedAt(camera, factor, point, limits) {
  const scale = clamp(camera.scale * factor, limits.least, limits.most);
  const real = scale / camera.scale;
  return { scale, x: point.x - (point.x - camera.x) * real, y: point.y - (point.y - camera.y) * real };
}

/**
 * Return the camera that has the middle of a box in the middle of the pane.
 * @param {Box} box
 * @param {Size} pane
 * @param {number} scale
 * @returns {Camera}
 */
export function centredOn([x0, y0, x1, y1], pane, scale) {
  return { scale, x: pane.width / 2 - ((x0 + x1) / 2) * scale, y: pane.height / 2 - ((y0 + y1) / 2) * scale };
}

/**
 * Return the camera a part of the way from one to another; zoom looks even.
 * @param {Camera} from
 * @param {Camera} to
 * @param {number} t 0 to 1
 * @returns {Camera}
 */
export function between(from, to, t) {
  const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * t;
  return { scale: from.scale * (to.scale / from.scale) ** t, x: mix(from.x, to.x), y: mix(from.y, to.y) };
}

/**
 * Return the camera moved so that some of the image stays in the pane: nobody gets lost on the desk.
 * @param {Camera} camera
 * @param {Size} image
 * @param {Size} pane
 * @returns {Camera}
 */
export function held(camera, image, pane) {
  const kept = (/** @type {number} */ at, /** @type {number} */ length, /** @type {number} */ room) => {
    const least = Math.min(room / 4, length);
    return clamp(at, least - length, room - least);
  };
  return {
    scale: camera.scale,
    x: kept(camera.x, image.width * camera.scale, pane.width),
    y: kept(camera.y, image.height * camera.scale, pane.height),
  };
}

/**
 * @param {Camera} camera
 * @param {Point} point of the pane
 * @returns {Point} of the image
 */
export function toImage(camera, point) {
  return { x: (point.x - camera.x) / camera.scale, y: (point.y - camera.y) / camera.scale };
}

/**
 * @param {Camera} camera
 * @param {Point} point of the image
 * @returns {Point} of the pane
 */
export function toPane(camera, point) {
  return { x: camera.x + point.x * camera.scale, y: camera.y + point.y * camera.scale };
}

/**
 * Return what of the image is in sight.
 * @param {Camera} camera
 * @param {Size} pane
 * @returns {Box}
 */
export function inSight(camera, pane) {
  const [from, to] = [toImage(camera, { x: 0, y: 0 }), toImage(camera, { x: pane.width, y: pane.height })];
  return [from.x, from.y, to.x, to.y];
}

/** @type {(box: Box) => number} */
const area = ([x0, y0, x1, y1]) => Math.max(0, x1 - x0) * Math.max(0, y1 - y0);

/** @type {(a: Box, b: Box) => boolean} */
export const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** @type {(rect: Rect, point: Point) => boolean} */
export const holds = (rect, { x, y }) =>
  x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;

/**
 * Return the smallest region at a point of the image, if there is one.
 * @template {Region} T
 * @param {readonly T[]} regions
 * @param {Point} point
 * @param {number} slack how far beside a region still hits it, in image pixels
 * @returns {T | null}
 */
export function smallestAt(regions, { x, y }, slack) {
  /** @type {T | null} */
  let found = null;
  for (const region of regions) {
    const [x0, y0, x1, y1] = region.box;
    const isHit = x >= x0 - slack && x <= x1 + slack && y >= y0 - slack && y <= y1 + slack;
    if (isHit && (!found || area(region.box) < area(found.box))) found = region;
  }
  return found;
}

/**
 * Return a box between two corners in any order, cut at the image's edges.
 * @param {Point} a
 * @param {Point} b
 * @param {Size} image
 * @returns {Box}
 */
export function boxBetween(a, b, image) {
  const [ax, bx] = [clamp(a.x, 0, image.width), clamp(b.x, 0, image.width)];
  const [ay, by] = [clamp(a.y, 0, image.height), clamp(b.y, 0, image.height)];
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

/**
 * Return a box moved, as far as the image goes.
 * @param {Box} box
 * @param {number} dx
 * @param {number} dy
 * @param {Size} image
 * @returns {Box}
 */
export function movedBox([x0, y0, x1, y1], dx, dy, image) {
  const [right, down] = [clamp(dx, -x0, image.width - x1), clamp(dy, -y0, image.height - y1)];
  return [x0 + right, y0 + down, x1 + right, y1 + down];
}

/** @typedef {{x: -1 | 0 | 1, y: -1 | 0 | 1}} Handle which edges it takes along */
/** @type {readonly Handle[]} */
export const HANDLES = [
  { x: -1, y: -1 }, { x: 0, y: -1 }, { x: 1, y: -1 }, { x: -1, y: 0 },
  { x: 1, y: 0 }, { x: -1, y: 1 }, { x: 0, y: 1 }, { x: 1, y: 1 },
];

/**
 * Return a box with the edges of a handle moved; it keeps a size and stays on the image.
 * @param {Box} box
 * @param {Handle} handle
 * @param {number} dx
 * @param {number} dy
 * @param {Size} image
 * @param {number} least side in image pixels
 * @returns {Box}
 */
export function resizedBox([x0, y0, x1, y1], handle, dx, dy, image, least) {
  return [
    handle.x < 0 ? clamp(x0 + dx, 0, x1 - least) : x0,
    handle.y < 0 ? clamp(y0 + dy, 0, y1 - least) : y0,
    handle.x > 0 ? clamp(x1 + dx, x0 + least, image.width) : x1,
    handle.y > 0 ? clamp(y1 + dy, y0 + least, image.height) : y1,
  ];
}

/**
 * Return the handle at a point of the pane, if there is one.
 * @param {Box} box
 * @param {Camera} camera
 * @param {Point} point of the pane
 * @param {number} slack in CSS pixels
 * @returns {Handle | null}
 */
export function handleAt(box, camera, point, slack) {
  const near = HANDLES.map((handle) => {
    const at = toPane(camera, handlePlace(box, handle));
    return { handle, away: Math.max(Math.abs(at.x - point.x), Math.abs(at.y - point.y)) };
  }).filter(({ away }) => away <= slack);
  near.sort((a, b) => a.away - b.away);
  return near[0]?.handle ?? null;
}

/**
 * @param {Box} box
 * @param {Handle} handle
 * @returns {Point} of the image
 */
export function handlePlace([x0, y0, x1, y1], { x, y }) {
  return { x: (x0 + x1 + x * (x1 - x0)) / 2, y: (y0 + y1 + y * (y1 - y0)) / 2 };
}

/**
 * @param {Affine} transform
 * @param {Point} point
 * @returns {Point}
 */
export function applied([a, b, tx, c, d, ty], { x, y }) {
  return { x: a * x + b * y + tx, y: c * x + d * y + ty };
}

/**
 * Return the transform that undoes one.
 * @param {Affine} transform
 * @returns {Affine}
 */
export function inverse([a, b, tx, c, d, ty]) {
  const volume = a * d - b * c;
  if (Math.abs(volume) < 1e-12) throw new Error('The transform is flat and cannot be undone.');
  const [ia, ib, ic, id] = [d / volume, -b / volume, -c / volume, a / volume];
  return [ia, ib, -(ia * tx + ib * ty), ic, id, -(ic * tx + id * ty)];
}
