// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PAPER, TileCache } from '../../viewer/tile_cache.js'
import { affordable, ancestor, isHalved, levelFor, rectOf, tilesInSight } from '../../viewer/tile_grid.js'
import { TileSource } from '../../viewer/tile_source.js'

const GRID = { width_px: 14400, height_px: 10800, tile_px: 512, top: 5 } // 36 × 48 in at 300 dpi
const WINDOW = { x: 0, y: 0, width: 1100, height: 800 }
const MIB = 2 ** 20

describe('levels', () => {
  test.each([[16, 5], [1, 5], [0.6, 5], [0.4, 5], [0.2, 4], [0.07, 3], [0.001, 0]])('at scale %d it is level %d', (scale, level) => {
    expect(levelFor(GRID, scale)).toBe(level)
  })

  test('no picture is enlarged below full size, or more than twice too large', () => {
    for (let scale = 1; scale > 0.04; scale *= 0.93) {
      const z = levelFor(GRID, scale)
      const pixels = 2 ** (z - GRID.top) * (isHalved(GRID, z, scale) ? 0.5 : 1)
      expect(pixels / scale).toBeGreaterThanOrEqual(0.999)
      expect(pixels / scale).toBeLessThanOrEqual(2.001)
    }
  })

  test('a coarser level is taken when the finer one would not fit', () => {
    const placement = { x: 0, y: 0, scale: 0.4, clip: { x: 0, y: 0, width: 3840, height: 2160 } }
    const z = affordable(GRID, 5, placement, 60)
    expect(z).toBeLessThan(5)
    expect(tilesInSight(GRID, z, placement).length).toBeLessThanOrEqual(60)
  })
})

describe('tiles in sight', () => {
  test('they cover the window and the sheet, and nothing else', () => {
    const placement = { x: -3100, y: -2000, scale: 1, clip: WINDOW }
    const tiles = tilesInSight(GRID, 5, placement)
    expect(tiles).toHaveLength(3 * 3)
    for (const tile of tiles) {
      const rect = rectOf(GRID, tile, placement)
      expect(rect.x < 1100 && rect.x + rect.width > 0 && rect.y < 800 && rect.y + rect.height > 0).toBe(true)
    }
  })

  test('those in the middle come first', () => {
    const [first] = tilesInSight(GRID, 5, { x: -3100, y: -2000, scale: 1, clip: WINDOW })
    expect(first).toEqual({ z: 5, x: 7, y: 4 })
  })

  test('neighbours share their edges', () => {
    const placement = { x: 0.3, y: 0.7, scale: 0.37, clip: WINDOW }
    const [left, right] = [{ z: 4, x: 1, y: 0 }, { z: 4, x: 2, y: 0 }].map((tile) => rectOf(GRID, tile, placement))
    expect(left.x + left.width).toBe(right.x)
  })

  test('a tile knows its part of a coarser one', () => {
    expect(ancestor({ z: 5, x: 13, y: 6 }, 2, 512)).toEqual({
      tile: { z: 3, x: 3, y: 1 }, part: { x: 128, y: 256, width: 128, height: 128 },
    })
  })
})

const picture = (side = 512) => ({ width: side, height: side, close: vi.fn() })

describe('the cache', () => {
  test('it never holds more than its budget; what was used last stays', () => {
    const cache = new TileCache(3 * MIB)
    const pictures = ['a', 'b', 'c', 'd'].map((key) => [key, picture()])
    for (const [key, bitmap] of pictures.slice(0, 3)) cache.put(key, bitmap)
    cache.get('a')
    cache.put('d', pictures[3][1])
    expect(cache.used_bytes).toBe(3 * MIB)
    expect([...cache.pictures.keys()]).toEqual(['c', 'a', 'd'])
    expect(pictures[1][1].close).toHaveBeenCalledOnce()
  })

  test('paper takes no room', () => {
    const cache = new TileCache(MIB)
    for (let i = 0; i < 100; i += 1) cache.put(`paper ${i}`, PAPER)
    expect(cache.used_bytes).toBe(0)
  })
})

describe('the source', () => {
  const black = { paper: [255, 255, 255], common: [0, 0, 0], removed: [255, 0, 0], added: [0, 255, 0] }
  const look = { side: 'overlay', colours: 'red_green', tint: true, common: 1, removed: 1, added: 1 }
  /** A palette PNG has its palette after the header; no pixel is needed here. */
  const png = Uint8Array.from([...new Array(8).fill(0), 0, 0, 0, 3, ...'PLTE'].map((v) => (typeof v === 'string' ? v.charCodeAt(0) : v)).concat([1, 2, 3, 0, 0, 0, 0]))
  /** @type {string[]} */
  let calls
  const context = () => {
    const draw = (name) => (...args) => calls.push(`${name} ${args.slice(-4).join()}`)
    return {
      save() {}, restore() {}, beginPath() {}, rect() {}, clip() {},
      drawImage: (image, ...rest) => calls.push(`${image.name} ${rest.slice(0, 4).join()}`), fillRect: draw('fill'),
    }
  }
  const settle = () => vi.waitFor(() => expect(source.pending.size).toBe(0))
  /** @type {TileSource} */
  let source

  beforeEach(() => {
    calls = []
    vi.stubGlobal('createImageBitmap', vi.fn((blob, options) => Promise.resolve({
      ...picture(options?.resizeWidth ?? 512), name: `bitmap${options ? ' half' : ''}`,
    })))
  })
  afterEach(() => source.close())

  const made = (read, rest = {}) => new TileSource({
    grid: { width_px: 1024, height_px: 512, tile_px: 512, top: 1 },
    inks: { red_green: black, colour_blind_safe: black }, read, ...rest,
  })
  const frame = (placement) => {
    calls = []
    source.begin()
    const isWhole = source.draw(context(), placement, look)
    source.end()
    return isWhole
  }
  const placement = { x: 0, y: 0, scale: 1, clip: { x: 0, y: 0, width: 1024, height: 512 } }

  test('what is not there is never shown as empty paper', () => {
    source = made(() => new Promise(() => {}))
    expect(frame(placement)).toBe(false)
    expect(calls).toEqual(['fill 0,0,512,512', 'fill 512,0,512,512'])
  })

  test('a coarser tile stands in until the finer one is there', async () => {
    let deliver = () => {}
    const held = new Promise((resolve) => { deliver = () => resolve(png) })
    source = made(({ z }) => (z === 0 ? Promise.resolve(png) : held))
    frame(placement)
    await vi.waitFor(() => expect(source.cache.has([...source.cache.pictures.keys()][0] ?? '')).toBe(true))
    expect(frame(placement)).toBe(false)
    expect(calls).toEqual(['bitmap half 0,0,128,128', 'bitmap half 128,0,128,128'])
    deliver()
    await settle()
    expect(frame(placement)).toBe(true)
    expect(calls).toEqual(['bitmap 0,0,512,512', 'bitmap 0,0,512,512'])
  })

  test('a tile that the file lacks is paper, and so is everything in it', async () => {
    const read = vi.fn(() => Promise.resolve(undefined))
    source = made(read)
    frame({ ...placement, scale: 0.2 })
    await settle()
    const reads = read.mock.calls.length
    expect(frame(placement)).toBe(true)
    await settle()
    expect(read.mock.calls.length).toBe(reads)
  })

  test('only what is in sight is read', async () => {
    const read = vi.fn(() => Promise.resolve(png))
    source = made(read)
    frame({ ...placement, clip: { x: 0, y: 0, width: 400, height: 400 } })
    await settle()
    expect(read.mock.calls.map(([{ z, x, y }]) => `${z}/${x}/${y}`)).toEqual(['0/0/0', '1/0/0'])
  })

  test('somebody is told when a tile cannot be had, after several tries', async () => {
    vi.useFakeTimers()
    const onProblem = vi.fn()
    const read = vi.fn(() => Promise.reject(new Error('gone')))
    source = made(read, { onProblem })
    const far = { ...placement, scale: 0.2 }
    source.listen(() => frame(far))
    frame(far)
    await vi.advanceTimersByTimeAsync(1)
    expect(onProblem).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(60_000)
    vi.useRealTimers()
    expect(onProblem).toHaveBeenCalledOnce()
    expect(read).toHaveBeenCalledTimes(4)
  })
})
