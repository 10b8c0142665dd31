// What changes, alignments and muted ink are called; the same in the report and in the app.

import { clamp } from './geometry.js';

/** @import { Box, Size } from './types.js' */

/** @type {Record<string, string>} */
export const KIND_SIGNS = { added: '+', removed: '−', modified: '≠', moved: '→' };

/** @type {Record<string, string>} */
export const CATEGORY_WORDS = {
  dimension: 'dimension', text: 'text', linework: 'linework', fill: 'shading', title_block: 'title block',
  revision_mark: 'revision mark',
};

/** What is written about the revision, and is no change of the drawing. @type {readonly string[]} */
export const APART = ['title_block', 'revision_mark'];

/** @type {Record<string, string>} of clouds */
export const ORIGIN_WORDS = { new: 'new', earlier: 'of an earlier revision', removed: 'removed' };

/** @type {Record<string, [string, string]>} */
const GRADE_BADGES = {
  verified: ['✓ Alignment verified', 'good'],
  good: ['✓ Alignment good', 'good'],
  doubtful: ['? Alignment doubtful', 'warn'],
  not_comparable: ['✕ Not comparable', 'bad'],
};

/**
 * Return how far an alignment may be trusted, in words, and the tone of its badge.
 * @param {string} grade
 * @returns {[string, string]}
 */
export const gradeBadge = (grade) => GRADE_BADGES[grade] ?? [grade, 'neutral'];

/** @type {Record<string, string>} */
const METHOD_WORDS = {
  digest: 'both sheets are the same page',
  identity: 'the sheets lie on one another as they are',
  page_size: 'scaled by the page size',
  text: 'words that both sheets have',
  orb: 'image features (ORB)',
  sift: 'image features (SIFT)',
  phase: 'phase correlation',
  rotation: 'a rotated page',
  view: 'one of its views: they moved apart',
  none: 'no alignment was found',
  person: 'laid on one another by a person',
};

/** @type {Record<string, string>} */
export const MUTE_WORDS = {
  font: 'the same text in another font',
  colour: 'one sheet is plotted in black, the other in colours or grays',
  moved_view: 'moved as a whole, which is listed',
  replot: 'lines plotted thicker or a pixel elsewhere',
  picture: 'one picture on both sheets, in other pixels',
  paper_edge: 'a line at the very edge of the paper, which cuts it',
  small: 'less than the smallest region',
  encoding: 'text that reads differently but prints alike as far as was seen: check it',
  annotations: 'a markup in the PDF; they were asked to be left out',
  unlisted: 'of entries that the list has no room for',
};

/** @param {string} method */
export function methodWords(method) {
  const [base = '', ...more] = method.split('+');
  const words = METHOD_WORDS[base] ?? base;
  return more.includes('refined') ? `${words}, refined by image patches` : words;
}

/** @param {number | null} residual_px */
export function residualWords(residual_px) {
  return residual_px === null ? 'not measured' : `${residual_px.toFixed(2)} px at 300 dpi`;
}

/**
 * Return the cell of a 3 × 3 grid over the sheet: "upper left", "centre".
 * @param {Box} box
 * @param {Size} size of the sheet, in the unit of the box
 */
export function placeWords([x0, y0, x1, y1], size) {
  const third = (/** @type {number} */ value, /** @type {number} */ length) => clamp(Math.floor((3 * value) / length), 0, 2);
  const column = ['left', 'centre', 'right'][third((x0 + x1) / 2, size.width)];
  const row = ['upper', 'middle', 'lower'][third((y0 + y1) / 2, size.height)];
  return row === 'middle' && column === 'centre' ? 'centre' : `${row} ${column}`;
}

/**
 * Return where a change stands in a table: " · row 119B, column RATING"; nothing outside tables.
 * @param {{row?: string | null, column?: string | null}} change
 */
export function cellWords({ row, column }) {
  const words = [row && `row ${row}`, column && `column ${column}`].filter(Boolean);
  return words.length ? ` · ${words.join(', ')}` : '';
}

/**
 * Return how something moved: "moved 0.25 in right, 50 % of its size, turned 90° clockwise".
 * @param {{moved_pt?: readonly [number, number] | null, scaled?: number, turned_deg?: number}} change
 */
export function movedWords({ moved_pt, scaled = 1, turned_deg = 0 }) {
  if (!moved_pt) return '';
  const [dx, dy] = [moved_pt[0] / 72, moved_pt[1] / 72];
  const part = (/** @type {number} */ value, /** @type {string} */ ahead, /** @type {string} */ back) =>
    (Math.abs(value) < 0.005 ? '' : `${Math.abs(value).toFixed(2)} in ${value > 0 ? ahead : back}`);
  return `moved ${[part(dx, 'right', 'left'), part(dy, 'down', 'up')].filter(Boolean).join(', ') || 'slightly'}`
    + (scaled === 1 ? '' : `, ${Math.round(100 * scaled)} % of its size`)
    + (turned_deg === 0 ? '' : `, turned ${Math.abs(turned_deg)}° ${turned_deg > 0 ? 'clockwise' : 'counterclockwise'}`);
}

/** Cells of a table row are set apart by tabs. @param {string | null | undefined} text */
export const asLine = (text) => text?.replaceAll('\t', ' | ');
