// Decoded tiles, the least recently drawn let go first. Bounded in bytes: a sheet of 155 megapixels
// would take 620 MB, and nobody looks at all of it.

/** A tile without ink: nothing is stored of it, and nothing is drawn. */
export const PAPER = Symbol('paper');

/** @typedef {ImageBitmap | typeof PAPER} Picture */

/** @type {(picture: Picture) => number} */
const bytesOf = (picture) => (picture === PAPER ? 0 : 4 * picture.width * picture.height);

export class TileCache {
  /** @param {number} budget_bytes what all pictures together may take */
  constructor(budget_bytes) {
    this.budget_bytes = budget_bytes;
    this.used_bytes = 0;
    /** @type {Map<string, Picture>} in the order of last use */
    this.pictures = new Map();
  }

  /**
   * Return a picture, which was then used just now.
   * @param {string} key
   */
  get(key) {
    const found = this.pictures.get(key);
    if (found !== undefined) {
      this.pictures.delete(key);
      this.pictures.set(key, found);
    }
    return found;
  }

  /** @param {string} key */
  has(key) {
    return this.pictures.has(key);
  }

  /**
   * Keep a picture; what was not used for longest is closed until all fit.
   * @param {string} key
   * @param {Picture} picture
   */
  put(key, picture) {
    this.drop(key);
    this.pictures.set(key, picture);
    this.used_bytes += bytesOf(picture);
    for (const oldest of this.pictures.keys()) {
      if (this.used_bytes <= this.budget_bytes || oldest === key) break;
      this.drop(oldest);
    }
  }

  /** @param {string} key */
  drop(key) {
    const picture = this.pictures.get(key);
    if (picture === undefined) return;
    this.pictures.delete(key);
    this.used_bytes -= bytesOf(picture);
    if (picture !== PAPER) picture.close();
  }

  clear() {
    for (const key of [...this.pictures.keys()]) this.drop(key);
  }
}
