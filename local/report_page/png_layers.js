// An overlay view is a palette image of four indices. A layer is the same file with another palette
// and a transparency table: no pixel is touched, the browser's own decoder does the work.

const LAYER_INDEX = { new: 1, old: 2, common: 3 };
const ORANGE_BLUE = { old: [213, 94, 0], new: [0, 114, 178] };

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  let crc = value;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function pngChunk(type, data) {
  const chunk = new Uint8Array(data.length + 12);
  const numbers = new DataView(chunk.buffer);
  numbers.setUint32(0, data.length);
  chunk.set([...type].map((letter) => letter.charCodeAt(0)), 4);
  chunk.set(data, 8);
  numbers.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)));
  return chunk;
}

/** Return where the palette chunk of a PNG begins and ends. */
function paletteSpan(png) {
  const numbers = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let start = 8; start + 12 <= png.length; ) {
    const end = start + 12 + numbers.getUint32(start);
    if (String.fromCharCode(...png.subarray(start + 4, start + 8)) === 'PLTE') return { start, end };
    start = end;
  }
  throw new Error('The view is not a palette image.');
}

/** Return the RGB that a layer has in the file. */
function paletteColour(png, layer) {
  const first = paletteSpan(png).start + 8 + 3 * LAYER_INDEX[layer];
  return [...png.subarray(first, first + 3)];
}

/** Return a PNG that shows one layer in one colour on nothing. */
function layerBlob(png, layer, colour) {
  const { start, end } = paletteSpan(png);
  const alpha = [0, 0, 0, 0];
  alpha[LAYER_INDEX[layer]] = 255;
  // The same colour at every index: nothing else can bleed in where the image is smoothed.
  const chunks = [pngChunk('PLTE', [...colour, ...colour, ...colour, ...colour]), pngChunk('tRNS', alpha)];
  return new Blob([png.subarray(0, start), ...chunks, png.subarray(end)], { type: 'image/png' });
}

/** Return the rows of a colour matrix that turns red, green and white into orange, blue and white. */
function recolouring(from, to) {
  const inverse = inverse3(from);
  const rows = [0, 1, 2].map((channel) => [0, 1, 2].map((input) =>
    [0, 1, 2].reduce((sum, colour) => sum + to[colour][channel] * inverse[input][colour], 0)));
  return [...rows.map((row) => [...row, 0, 0]), [0, 0, 0, 1, 0]];
}

/** Return the inverse of the matrix whose columns are three colours. */
function inverse3([a, b, c]) {
  const cross = (u, v) => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const rows = [cross(b, c), cross(c, a), cross(a, b)];
  const volume = a.reduce((sum, value, i) => sum + value * rows[0][i], 0);
  return [0, 1, 2].map((input) => [0, 1, 2].map((colour) => rows[colour][input] / volume));
}
