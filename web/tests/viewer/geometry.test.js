// @vitest-environment node
import { describe, expect, test } from 'vitest'
import {
  applied, boxBetween, fitted, handleAt, held, inSight, inverse, movedBox, resizedBox, smallestAt, toImage, toPane, zoomedAt,
} from '../../viewer/geometry.js'
import { carried, fittedIn, heldIn, panesOf } from '../../viewer/panes.js'
import { framesApart } from '../../viewer/apart.js'

const IMAGE = { width: 14400, height: 10800 }
const PANE = { width: 900, height: 700 }

describe('cameras', () => {
  test('a fitted image is all in sight, in the middle', () => {
    const camera = fitted(IMAGE, PANE)
    const [x0, y0, x1, y1] = inSight(camera, PANE)
    expect(x0).toBeLessThanOrEqual(0)
    expect(y0).toBeLessThanOrEqual(0)
    expect(x1).toBeGreaterThanOrEqual(IMAGE.width)
    expect(y1).toBeGreaterThanOrEqual(IMAGE.height)
    expect(toPane(camera, { x: 7200, y: 5400 })).toEqual({ x: 450, y: 350 })
  })

  test('zooming keeps the point under the pointer where it is', () => {
    const before = { x: -120, y: 33, scale: 0.4 }
    const at = { x: 311, y: 207 }
    const after = zoomedAt(before, 1.7, at, { least: 0.01, most: 16 })
    expect(after.scale).toBeCloseTo(0.68)
    expect(toImage(after, at).x).toBeCloseTo(toImage(before, at).x)
    expect(toImage(after, at).y).toBeCloseTo(toImage(before, at).y)
  })

  test('zooming stops at its limits without drifting', () => {
    const before = { x: 10, y: 10, scale: 16 }
    expect(zoomedAt(before, 3, { x: 400, y: 100 }, { least: 0.01, most: 16 })).toEqual(before)
  })

  test('nobody can push the sheet out of the window', () => {
    const far = held({ x: 1e6, y: -1e6, scale: 0.05 }, IMAGE, PANE)
    expect(far.x).toBeLessThan(PANE.width)
    expect(far.y + IMAGE.height * 0.05).toBeGreaterThan(0)
  })
})

describe('panes', () => {
  const frames = { whole: [0, 0, 200, 100], old: [0, 0, 90, 100], new: [110, 0, 200, 100] }

  test('old and new lie beside one another, and above one another on an upright stage', () => {
    const wide = panesOf('side', { width: 803, height: 400 }, frames, true)
    expect(wide.map(({ name, rect }) => [name, rect.x, rect.width])).toEqual([['old', 0, 400], ['new', 403, 400]])
    const upright = panesOf('side', { width: 400, height: 803 }, frames, true)
    expect(upright.map(({ rect }) => [rect.y, rect.height])).toEqual([[0, 400], [403, 400]])
  })

  test('a sheet that lies apart is fitted and held by its own place', () => {
    const [, now] = panesOf('side', { width: 803, height: 400 }, frames, true)
    const camera = fittedIn(now)
    expect(toPane(camera, { x: 155, y: 50 })).toEqual({ x: 200, y: 200 })
    const pushed = heldIn({ ...camera, x: -1e6 }, now)
    expect(toPane(pushed, { x: 200, y: 0 }).x).toBeGreaterThan(0)
  })

  test('another mode looks at the same place', () => {
    const same = { whole: [0, 0, 200, 100], old: [0, 0, 200, 100], new: [0, 0, 200, 100] }
    const [whole] = panesOf('overlay', { width: 803, height: 400 }, same, false)
    const [old] = panesOf('side', { width: 803, height: 400 }, same, false)
    const camera = { x: 12, y: -40, scale: 3 }
    const after = carried(camera, whole, old)
    expect(toImage(after, { x: 200, y: 200 })).toEqual(toImage(camera, { x: 401.5, y: 200 }))
  })

  test('sheets that cannot be compared are found in their image, whatever it was reduced by', () => {
    const { old, new: now, px_per_pt } = framesApart({ width: 1125, height: 750 }, { width: 612, height: 396 }, { width: 477, height: 396 })
    expect(px_per_pt).toBe(1)
    expect(old).toEqual([0, 0, 612, 396])
    expect(now).toEqual([648, 0, 1125, 396])
  })
})

describe('regions', () => {
  const regions = [
    { id: 'large', kind: 'added', box: [0, 0, 100, 100] },
    { id: 'small', kind: 'moved', box: [40, 40, 50, 50] },
  ]

  test('the smallest region at a point is hit, with some slack', () => {
    expect(smallestAt(regions, { x: 45, y: 45 }, 0)?.id).toBe('small')
    expect(smallestAt(regions, { x: 52, y: 45 }, 3)?.id).toBe('small')
    expect(smallestAt(regions, { x: 70, y: 45 }, 3)?.id).toBe('large')
    expect(smallestAt(regions, { x: 120, y: 45 }, 3)).toBeNull()
  })

  test('a box is drawn in any direction and cut at the sheet', () => {
    expect(boxBetween({ x: 90, y: 80 }, { x: -5, y: 20 }, { width: 85, height: 100 })).toEqual([0, 20, 85, 80])
  })

  test('a region is moved as far as the sheet goes, and keeps its size', () => {
    expect(movedBox([10, 10, 30, 20], 500, -500, { width: 100, height: 100 })).toEqual([80, 0, 100, 10])
  })

  test('a region is resized by the edges of its handle, and never turned inside out', () => {
    const size = { width: 100, height: 100 }
    expect(resizedBox([10, 10, 30, 20], { x: 1, y: 1 }, 5, 5, size, 2)).toEqual([10, 10, 35, 25])
    expect(resizedBox([10, 10, 30, 20], { x: -1, y: 0 }, 500, 500, size, 2)).toEqual([28, 10, 30, 20])
  })

  test('the nearest handle is taken', () => {
    const camera = { x: 0, y: 0, scale: 1 }
    expect(handleAt([0, 0, 8, 80], camera, { x: 7, y: 41 }, 12)).toEqual({ x: 1, y: 0 })
    expect(handleAt([0, 0, 100, 80], camera, { x: 50, y: 40 }, 12)).toBeNull()
  })
})

test('a transform and its inverse cancel out', () => {
  const transform = [0.99, -0.02, 31, 0.02, 1.01, -7]
  const there = applied(transform, { x: 812, y: 404 })
  const back = applied(inverse(transform), there)
  expect(back.x).toBeCloseTo(812)
  expect(back.y).toBeCloseTo(404)
  expect(() => inverse([1, 2, 0, 2, 4, 0])).toThrow('flat')
})
