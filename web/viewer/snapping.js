// Where a click means to be: the corner or crossing next to it, the same one on both sheets.

import { clamp } from './geometry.js';
import { junctionsAround, windowFor } from './junctions.js';
import { likest, surroundings, SURROUNDINGS_PX } from './likeness.js';

/** @import { Box, Point, Source } from './types.js' */

const REACH_PX = 9; // of the screen: a click is good to two, a finger to more
const [LEAST_REACH_PX, MOST_REACH_PX] = [8, 130]; // of the image
const MARGIN_PX = SURROUNDINGS_PX + 2;

/** @typedef {'old' | 'new'} SheetSide */
/** @typedef {{side: SheetSide, at: Point}} Place of the image, on one of the sheets */
/** @typedef {Place & {isSnapped: boolean}} Snapped */

/**
 * Return the corner or crossing that a place means, or the place itself where there is none.
 * @param {Source} source
 * @param {Place} place
 * @param {number} scale CSS pixels an image pixel, as it was clicked
 * @param {Place | null} like on the other sheet, that it is to lie on; where there is one yet
 * @returns {Promise<Snapped>}
 */
export async function snapped(source, place, scale, like) {
  const unmoved = { ...place, isSnapped: false };
  if (!source.ink) return unmoved;
  const reach_px = clamp(REACH_PX / scale, LEAST_REACH_PX, MOST_REACH_PX);
  const [ink, other] = await Promise.all([
    source.ink(boxAround(place.at, reach_px + MARGIN_PX), place.side),
    like && source.ink(boxAround(like.at, MARGIN_PX), like.side),
  ]);
  const found = junctionsAround(ink, place.at, reach_px, windowFor(scale));
  const meant = like && other ? likest(ink, found, surroundings(other, like.at)) : found[0];
  return meant ? { ...place, at: meant, isSnapped: true } : unmoved;
}

/** @type {(at: Point, reach_px: number) => Box} */
const boxAround = ({ x, y }, reach_px) => [x - reach_px, y - reach_px, x + reach_px, y + reach_px];
