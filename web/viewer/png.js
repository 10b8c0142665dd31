// A palette image in other colours: the same bytes with another palette chunk. No pixel is touched,
// the browser's own decoder does the work.

/** @import { Colour } from './types.js' */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  let crc = value;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = Number(CRC_TABLE[(crc ^ byte) & 255]) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * @param {string} type four letters
 * @param {ArrayLike<number>} data
 */
function pngChunk(type, data) {
  const chunk = new Uint8Array(data.length + 12);
  const numbers = new DataView(chunk.buffer);
  numbers.setUint32(0, data.length);
  chunk.set([...type].map((letter) => letter.charCodeAt(0)), 4);
  chunk.set(data, 8);
  numbers.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)));
  return chunk;
}

/**
 * Return where the palette chunk of a PNG begins and ends.
 * @param {Uint8Array} png
 */
function paletteSpan(png) {
  const numbers = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let start = 8; start + 12 <= png.length; ) {
    const end = start + 12 + numbers.getUint32(start);
    if (String.fromCharCode(...png.subarray(start + 4, start + 8)) === 'PLTE') return { start, end };
    start = end;
  }
  throw new Error('The image has no palette.');
}

/**
 * Return the colour that an index has in the file.
 * @param {Uint8Array} png
 * @param {number} index
 * @returns {Colour}
 */
export function colourAt(png, index) {
  const [red, green, blue] = png.subarray(paletteSpan(png).start + 8 + 3 * index);
  if (red === undefined || green === undefined || blue === undefined) throw new Error(`The palette has no colour ${index}.`);
  return [red, green, blue];
}

/**
 * Return the image with other colours.
 * @param {Uint8Array<ArrayBuffer>} png
 * @param {readonly Colour[]} palette
 * @param {readonly number[]} [alpha] of the indices, 0 to 255; without it nothing shines through
 */
export function recoloured(png, palette, alpha) {
  const { start, end } = paletteSpan(png);
  const chunks = [pngChunk('PLTE', palette.flat()), ...(alpha ? [pngChunk('tRNS', alpha)] : [])];
  return new Blob([png.subarray(0, start), ...chunks, png.subarray(end)], { type: 'image/png' });
}
