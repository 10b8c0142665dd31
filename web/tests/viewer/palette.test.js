// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { inksOf, PRINTED_INK, tilePalette } from '../../viewer/palette.js'
import { colourAt, recoloured } from '../../viewer/png.js'

const inks = { paper: [255, 255, 255], common: [110, 110, 110], removed: [220, 40, 40], added: [30, 160, 60] }
const look = { side: 'overlay', colours: 'red_green', tint: true, common: 1, removed: 1, added: 1 }
const [PAPER, COMMON, REMOVED, ADDED] = [0, 3, 8 | 2, 4 | 1]

describe('palettes of looks', () => {
  test('the overlay shows added over removed over common', () => {
    const palette = tilePalette(look, inks)
    expect(palette).toHaveLength(16)
    expect([PAPER, COMMON, REMOVED, ADDED, 15].map((value) => palette[value])).toEqual([
      inks.paper, inks.common, inks.removed, inks.added, inks.added,
    ])
  })

  test('a layer that is off shows what is under it', () => {
    const palette = tilePalette({ ...look, added: 0 }, inks)
    expect(palette[ADDED]).toEqual(inks.paper)
    expect(palette[8 | 4 | 2 | 1]).toEqual(inks.removed)
    expect(palette[4 | 2 | 1]).toEqual(inks.common) // in a smaller level, both inks meet in a pixel
  })

  test('opacity mixes a layer with what is under it', () => {
    expect(tilePalette({ ...look, removed: 0.5 }, inks)[REMOVED]).toEqual([238, 148, 148])
  })

  test('the old sheet has all of its ink and none of the new one', () => {
    const palette = tilePalette({ ...look, side: 'old', tint: false }, inks)
    expect([COMMON, 2, REMOVED].map((value) => palette[value])).toEqual([PRINTED_INK, PRINTED_INK, PRINTED_INK])
    expect([PAPER, 1, ADDED].map((value) => palette[value])).toEqual([inks.paper, inks.paper, inks.paper])
  })

  test('with tint, what one sheet alone has stands out on that sheet too', () => {
    expect(tilePalette({ ...look, side: 'new' }, inks)[ADDED]).toEqual(inks.added)
    expect(tilePalette({ ...look, side: 'new' }, inks)[1]).toEqual(PRINTED_INK)
  })

  test('the inks come from the file; one without them is refused', () => {
    const palette = Array.from({ length: 16 }, (_, value) => [value, value, value])
    expect(inksOf({ red_green: palette, colour_blind_safe: palette }).red_green).toEqual({
      paper: [0, 0, 0], common: [3, 3, 3], removed: [10, 10, 10], added: [5, 5, 5],
    })
    expect(() => inksOf({ red_green: [], colour_blind_safe: [] })).toThrow('too few')
  })
})

describe('recoloured images', () => {
  // 1 × 1 pixel, 2-bit palette, made by an encoder
  const png = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAgMAAABieywaAAAADFBMVEX///8eoDzcKChubm679mAYAAAACklEQVR4nGNwAAAAQgBBKTf07wAAAABJRU5ErkJggg=='), (c) => c.charCodeAt(0))

  test('only the palette is another one, with a right checksum', async () => {
    const colours = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]]
    const after = new Uint8Array(await recoloured(png, colours).arrayBuffer())
    expect(after).toHaveLength(png.length)
    expect(colourAt(after, 2)).toEqual([7, 8, 9])
    const same = new Uint8Array(await recoloured(png, [0, 1, 2, 3].map((i) => colourAt(png, i))).arrayBuffer())
    expect(same).toEqual(png) // the encoder's own checksum
  })

  test('an image without a palette is refused', () => {
    expect(() => recoloured(png.subarray(0, 33), [[0, 0, 0]])).toThrow('no palette')
  })
})
