// The viewer's types, for the type checker alone: nothing here runs.

/** @typedef {[number, number, number, number]} Box x0, y0, x1, y1; half-open, from the upper left */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number, width: number, height: number}} Rect */

/**
 * Where the image lies in a pane: its corner in CSS pixels of the pane, and how many of them an image
 * pixel takes.
 * @typedef {{x: number, y: number, scale: number}} Camera
 */

/** @typedef {[number, number, number]} Colour red, green, blue, 0 to 255 */
/** @typedef {{paper: Colour, common: Colour, removed: Colour, added: Colour}} InkColours */
/** @typedef {'overlay' | 'old' | 'new'} Side which ink is shown */
/** @typedef {'overlay' | 'old' | 'new' | 'side' | 'swipe' | 'blink'} Mode how both sheets are shown */
/** @typedef {'red_green' | 'colour_blind_safe'} ColourName */

/**
 * What a source is to draw. Opacities are 0 to 1; `tint`: ink that one sheet alone has stands out
 * in the colour of its layer, also on that sheet alone.
 * @typedef {object} Look
 * @property {Side} side
 * @property {ColourName} colours
 * @property {boolean} tint
 * @property {number} common
 * @property {number} removed
 * @property {number} added
 */

/**
 * Where a source is to draw, in pixels of the canvas: the image's corner, its scale, and the part of
 * the canvas that may be drawn on.
 * @typedef {{x: number, y: number, scale: number, clip: Rect}} Placement
 */

/**
 * Ink of a part of the image at full size, 1 where there is some; row by row from its corner.
 * @typedef {{x0: number, y0: number, width: number, height: number, data: Uint8Array}} InkPatch
 */

/**
 * What has the pixels. It draws what it has, asks for what it lacks, and says when that came.
 * @typedef {object} Source
 * @property {number} width_px of the image at full size
 * @property {number} height_px
 * @property {(onReady: () => void) => void} listen
 * @property {() => void} begin a frame is being drawn
 * @property {(context: CanvasRenderingContext2D, placement: Placement, look: Look) => boolean} draw
 *   true when nothing sharper is to come
 * @property {(placement: Placement, look: Look) => void} want likewise, only to have it at hand
 * @property {() => void} end the frame is drawn: what it lacked is fetched now
 * @property {(box: Box, side: 'old' | 'new') => Promise<InkPatch>} [ink] of one sheet; where a source
 *   cannot tell, nothing snaps to it
 * @property {() => void} close
 */

/**
 * A place of the image that can be selected.
 * @typedef {object} Region
 * @property {string} id
 * @property {string} kind added, removed, modified or moved; cloud; muted
 * @property {Box} box in image pixels
 * @property {boolean} [isFaint] shown, but set back (filtered out, rejected)
 */

/** @typedef {[number, number, number, number, number, number]} Affine a, b, tx, c, d, ty */

export {};
