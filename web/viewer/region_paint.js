// Outlines of regions. What happened there is told by dashes and a sign, never by colour alone.

import { meets } from './geometry.js';

/** @import { Box, ColourName, Region } from './types.js' */

/** @typedef {{dash: number[], sign: string, colours: Record<ColourName, string>}} Style */

/** @type {Record<string, Style>} dashes in CSS pixels; every colour has contrast 4.5 to paper */
const KIND_STYLES = {
  added: { dash: [], sign: '+', colours: { red_green: '#157a2e', colour_blind_safe: '#0067a3' } },
  removed: { dash: [7, 4], sign: '−', colours: { red_green: '#c01f1f', colour_blind_safe: '#b04a00' } },
  modified: { dash: [12, 3, 2, 3], sign: '≠', colours: { red_green: '#8a5300', colour_blind_safe: '#6b5200' } },
  moved: { dash: [2, 3], sign: '→', colours: { red_green: '#6a3fb0', colour_blind_safe: '#7a3b8f' } },
  cloud: { dash: [1, 4], sign: '☁', colours: { red_green: '#1d5bbf', colour_blind_safe: '#4d4d4d' } },
  muted: { dash: [1, 2], sign: 'm', colours: { red_green: '#5a6473', colour_blind_safe: '#5a6473' } },
};
const MARGIN_PX = 3; // an outline does not lie on the ink it is about
const SIGN_PX = 14;
const CROWD = 60; // more in sight are drawn thin
const SIGN_CROWD = 250; // and more than that without signs where they are small
const SMALL_PX = 28;

/**
 * @typedef {object} Sheet where regions are drawn, in CSS pixels times `density`
 * @property {number} x of the image's corner
 * @property {number} y
 * @property {number} scale
 * @property {number} density
 * @property {Box} sight what of the image is in sight
 */

/**
 * Draw the outlines of what is in sight.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Region[]} regions
 * @param {Sheet} sheet
 * @param {ColourName} colours
 */
export function paintRegions(context, regions, sheet, colours) {
  const seen = regions.filter(({ box }) => meets(grown(box), sheet.sight));
  const isCrowd = seen.length > CROWD;
  context.save();
  context.font = `700 ${11 * sheet.density}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [kind, style] of Object.entries(KIND_STYLES)) {
    for (const isFaint of [true, false]) {
      const those = seen.filter((region) => region.kind === kind && Boolean(region.isFaint) === isFaint);
      if (!those.length) continue;
      context.globalAlpha = isFaint ? 0.35 : 1;
      outline(context, those, sheet, style.dash, style.colours[colours], isCrowd ? 1 : 1.5);
      const signed = those.filter(({ box }) => seen.length <= SIGN_CROWD || isLarge(box, sheet));
      for (const { box } of signed) sign(context, box, sheet, style.sign, style.colours[colours]);
    }
  }
  context.restore();
}

/** A box without width still meets what is in sight. @type {(box: Box) => Box} */
const grown = ([x0, y0, x1, y1]) => [x0 - 1, y0 - 1, x1 + 1, y1 + 1];

/** @type {(box: Box, sheet: Sheet) => boolean} */
const isLarge = ([x0, y0, x1, y1], { scale, density }) => Math.max(x1 - x0, y1 - y0) * scale > SMALL_PX * density;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Region[]} regions
 * @param {Sheet} sheet
 * @param {number[]} dash
 * @param {string} colour
 * @param {number} width in CSS pixels
 */
function outline(context, regions, { x, y, scale, density }, dash, colour, width) {
  const margin = MARGIN_PX * density;
  context.beginPath();
  for (const { box: [x0, y0, x1, y1] } of regions) {
    context.rect(x + x0 * scale - margin, y + y0 * scale - margin,
      (x1 - x0) * scale + 2 * margin, (y1 - y0) * scale + 2 * margin);
  }
  context.setLineDash([]);
  context.strokeStyle = 'rgba(255, 255, 255, 0.8)';
  context.lineWidth = (width + 1.5) * density;
  context.stroke();
  context.setLineDash(dash.map((part) => part * density));
  context.strokeStyle = colour;
  context.lineWidth = width * density;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Box} box
 * @param {Sheet} sheet
 * @param {string} text
 * @param {string} colour
 */
function sign(context, [x0, y0], { x, y, scale, density }, text, colour) {
  const size = SIGN_PX * density;
  const left = x + x0 * scale - MARGIN_PX * density - 0.5 * density;
  const top = y + y0 * scale - MARGIN_PX * density - size;
  context.fillStyle = colour;
  context.fillRect(left, top, size, size);
  context.fillStyle = '#fff';
  context.fillText(text, left + size / 2, top + size / 2 + 0.5 * density);
}
