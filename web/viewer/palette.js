// Looks as palettes. A tile's value has a bit each for removed (8), added (4), old (2) and new (1)
// ink, so every way of showing both sheets is sixteen colours, opacities included.

/** @import { Colour, ColourName, InkColours, Look } from './types.js' */

const BITS = { removed: 8, added: 4, old: 2, new: 1 };

/** A sheet by itself is as black as it was printed. @type {Colour} */
export const PRINTED_INK = [26, 26, 26];

/** Blue and vermilion of Okabe and Ito (2008): apart for every kind of colour blindness. */
export const SAFE_COLOURS = {
  removed: /** @type {Colour} */ ([213, 94, 0]),
  added: /** @type {Colour} */ ([0, 114, 178]),
};

/**
 * Return the inks of a file's palettes (the metadata of its tiles).
 * @param {Record<ColourName, Colour[]>} palettes by name, of 4-bit values
 * @returns {Record<ColourName, InkColours>}
 */
export function inksOf(palettes) {
  const inks = (/** @type {Colour[]} */ palette) => {
    const colour = (/** @type {number} */ value) => {
      const found = palette[value];
      if (!found) throw new Error('The palettes of the tiles have too few colours.');
      return found;
    };
    return {
      paper: colour(0),
      common: colour(BITS.old | BITS.new),
      removed: colour(BITS.removed | BITS.old),
      added: colour(BITS.added | BITS.new),
    };
  };
  return { red_green: inks(palettes.red_green), colour_blind_safe: inks(palettes.colour_blind_safe) };
}

/**
 * Return how much of each ink a look shows, 0 to 1.
 * @param {Look} look
 */
export function opacities({ side, common, removed, added }) {
  return { common, removed: side === 'new' ? 0 : removed, added: side === 'old' ? 0 : added };
}

/**
 * Return the colours of a look's inks.
 * @param {Look} look
 * @param {InkColours} inks
 * @returns {InkColours}
 */
function tinted(look, inks) {
  if (look.side === 'overlay') return inks;
  const plain = { paper: inks.paper, common: PRINTED_INK, removed: PRINTED_INK, added: PRINTED_INK };
  return look.tint ? { ...inks, common: PRINTED_INK } : plain;
}

/**
 * Return the colours of the sixteen values of a tile.
 * @param {Look} look
 * @param {InkColours} inks
 * @returns {Colour[]}
 */
export function tilePalette(look, inks) {
  const [colours, shown] = [tinted(look, inks), opacities(look)];
  return Array.from({ length: 16 }, (_, value) => {
    let colour = colours.paper;
    if (isCommon(value, look.side)) colour = over(colours.common, colour, shown.common);
    if (value & BITS.removed) colour = over(colours.removed, colour, shown.removed);
    if (value & BITS.added) colour = over(colours.added, colour, shown.added);
    return colour;
  });
}

/**
 * Tell whether a value has ink that is no change. A pixel of a smaller level may have several inks.
 * @param {number} value
 * @param {Look['side']} side
 */
function isCommon(value, side) {
  const ofOld = Boolean(value & BITS.old) && !(value & BITS.removed);
  const ofNew = Boolean(value & BITS.new) && !(value & BITS.added);
  if (side === 'old') return ofOld;
  return side === 'new' ? ofNew : ofOld || ofNew;
}

/**
 * @param {Colour} top
 * @param {Colour} below
 * @param {number} opacity
 * @returns {Colour}
 */
function over(top, below, opacity) {
  const mixed = (/** @type {0 | 1 | 2} */ i) => Math.round(top[i] * opacity + below[i] * (1 - opacity));
  return [mixed(0), mixed(1), mixed(2)];
}
