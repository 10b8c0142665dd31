// Sheets that cannot be compared lie beside one another in their image (functions/diff/overlay.py).

/** @import { Box, Size } from './types.js' */

const GAP_PT = 36; // between them

/**
 * Return where both sheets are, and the image's resolution.
 * @param {Size} image in pixels
 * @param {Size} old_pt the old page in points
 * @param {Size} new_pt
 * @returns {{old: Box, new: Box, px_per_pt: number}}
 */
export function framesApart(image, old_pt, new_pt) {
  const px_per_pt = image.width / (old_pt.width + GAP_PT + new_pt.width);
  const left = (old_pt.width + GAP_PT) * px_per_pt;
  return {
    old: [0, 0, old_pt.width * px_per_pt, Math.min(image.height, old_pt.height * px_per_pt)],
    new: [left, 0, Math.min(image.width, left + new_pt.width * px_per_pt), Math.min(image.height, new_pt.height * px_per_pt)],
    px_per_pt,
  };
}
