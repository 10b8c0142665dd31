// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { distance, junctionsAround, windowFor } from '../../viewer/junctions.js'
import { likest, surroundings } from '../../viewer/likeness.js'

const SIDE_PX = 400
const REACH_PX = 140
const WHOLE_SHEET = 0.05 // CSS pixels an image pixel: 36 × 48 in, both sheets beside one another
/** A cheap row of chance, the same every time. */
function chances(seed) {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

/** An empty patch of a sheet whose corner is not at 0. */
const blank = () => ({ x0: 5000, y0: 3000, width: SIDE_PX, height: SIDE_PX, data: new Uint8Array(SIDE_PX ** 2) })

/** Draw a line of a width; its ends are in pixels of the patch, and flat. */
function draw(ink, [ax, ay], [bx, by], width_px) {
  const length = Math.hypot(bx - ax, by - ay)
  const [ux, uy] = [(bx - ax) / length, (by - ay) / length]
  for (let y = 0; y < SIDE_PX; y += 1) {
    for (let x = 0; x < SIDE_PX; x += 1) {
      const [dx, dy] = [x + 0.5 - ax, y + 0.5 - ay]
      const [along, across] = [dx * ux + dy * uy, Math.abs(dx * uy - dy * ux)]
      if (across <= width_px / 2 && along >= -width_px / 2 && along <= length + width_px / 2) ink.data[y * SIDE_PX + x] = 1
    }
  }
}

/** Draw small marks in rows, as letters are; none over a line. */
function write(ink, top, seed, line_px = -100) {
  const chance = chances(seed)
  for (let x = 10; x < SIDE_PX - 20; x += 16) {
    if (Math.abs(x + 5 - line_px) < 12) continue
    for (let stroke = 0; stroke < 3; stroke += 1) {
      const at = () => [x + 11 * chance(), top + 20 * chance()]
      draw(ink, at(), at(), 2)
    }
  }
}

const offset = (ink, [x, y]) => ({ x: ink.x0 + x, y: ink.y0 + y })

/** The junction that a click on a whole sheet takes. */
function nearest(ink, clicked, scale = WHOLE_SHEET) {
  return junctionsAround(ink, offset(ink, clicked), REACH_PX, windowFor(scale))[0]
}

describe('a click that is off by two pixels of the screen', () => {
  const CLICKS = [[40, 0], [-40, 0], [0, 40], [28, -28]]

  test.each([
    ['a crossing', [200.5, 180.5], 3, [[-150, 0], [150, 0], [0, -150], [0, 150]]],
    ['a corner', [200, 180], 4, [[150, 0], [0, 150]]],
    ['a corner of thick lines', [200.4, 180.7], 6.25, [[150, 0], [0, 150]]],
    ['a corner of hairlines', [200.5, 180.5], 1, [[150, 0], [0, 150]]],
    ['a line that ends on another', [201.3, 179.8], 2, [[-150, 0], [150, 0], [0, 150]]],
    ['a hairline crossing', [200.5, 180.5], 1, [[-150, 0], [150, 0], [0, -150], [0, 150]]],
    ['a thick one', [200, 180], 8, [[-150, 0], [150, 0], [0, -150], [0, 150]]],
    ['a turned one', [199.7, 181.2], 3, [[-140, -50], [140, 50], [50, -140], [-50, 140]]],
    ['a slanting one', [200, 180], 3, [[-150, 0], [150, 0], [-100, -110], [100, 110]]],
  ])('takes %s to within a pixel of the drawing', (_name, [x, y], width_px, arms) => {
    const ink = blank()
    for (const [dx, dy] of arms) draw(ink, [x, y], [x + dx, y + dy], width_px)
    for (const [dx, dy] of CLICKS) {
      const found = nearest(ink, [x + dx, y + dy])
      expect(found && distance(found, offset(ink, [x, y]))).toBeLessThan(1)
    }
  })

  test('passes over letters beside the lines', () => {
    const ink = blank()
    draw(ink, [0, 180.5], [SIDE_PX, 180.5], 3)
    draw(ink, [200.5, 0], [200.5, SIDE_PX], 3)
    write(ink, 100, 7, 200)
    write(ink, 230, 8, 200)
    for (const [dx, dy] of CLICKS) {
      expect(distance(nearest(ink, [200.5 + dx, 180.5 + dy]), offset(ink, [200.5, 180.5]))).toBeLessThan(1)
    }
  })
})

test('of several junctions each is found, the nearest first', () => {
  const ink = blank()
  for (const at of [150.5, 250.5]) {
    draw(ink, [at, 0], [at, SIDE_PX], 3)
    draw(ink, [0, at], [SIDE_PX, at], 3)
  }
  const found = junctionsAround(ink, offset(ink, [180, 160]), REACH_PX, windowFor(WHOLE_SHEET))
  expect(found.map(({ x, y }) => [Math.floor(x - ink.x0), Math.floor(y - ink.y0)])).toEqual([
    [150, 150], [250, 150], [150, 250], [250, 250],
  ])
})

test.each([
  ['nothing', () => {}],
  ['one line', (ink) => draw(ink, [0, 200], [SIDE_PX, 210], 3)],
  ['two lines that do not meet', (ink) => {
    draw(ink, [0, 150], [SIDE_PX, 150], 3)
    draw(ink, [0, 250], [SIDE_PX, 250], 3)
  }],
  ['an arc', (ink) => {
    for (let step = 0; step < 60; step += 1) {
      const at = (angle) => [200 + 190 * Math.cos(angle / 40), 200 + 190 * Math.sin(angle / 40)]
      draw(ink, at(step), at(step + 1), 3)
    }
  }],
])('where there is %s, nothing is taken', (_name, drawn) => {
  const ink = blank()
  drawn(ink)
  expect(nearest(ink, [200, 200])).toBeUndefined()
})

test('zoomed in, a corner of a letter is taken', () => {
  const ink = blank()
  draw(ink, [200.5, 200.5], [200.5, 225.5], 3)
  draw(ink, [200.5, 200.5], [215.5, 200.5], 3)
  const found = nearest(ink, [204, 197], 2)
  expect(distance(found, offset(ink, [200.5, 200.5]))).toBeLessThan(1)
})

describe('the same place on the other sheet', () => {
  /** Four crossings, told apart by what is beside them. */
  function crossings(dx, dy, width_px) {
    const ink = blank()
    for (const at of [120.5, 220.5]) {
      draw(ink, [at + dx, 0], [at + dx, SIDE_PX], width_px)
      draw(ink, [0, at + dy], [SIDE_PX, at + dy], width_px)
    }
    draw(ink, [130 + dx, 110 + dy], [150 + dx, 110 + dy], 3)
    draw(ink, [228 + dx, 228 + dy], [246 + dx, 246 + dy], 3)
    draw(ink, [100 + dx, 230 + dy], [112 + dx, 250 + dy], 3)
    return ink
  }
  const place = (x, y) => ({ x: 5000 + x, y: 3000 + y })

  test('is the one that looks alike, not the nearest', () => {
    const [old, now] = [crossings(0, 0, 3), crossings(7, -4, 2)]
    const wanted = surroundings(old, place(120.5, 120.5))
    const around = place(200, 200) // nearer to another one
    const found = junctionsAround(now, around, REACH_PX, windowFor(WHOLE_SHEET))
    expect(distance(found[0], place(227.5, 216.5))).toBeLessThan(1)
    expect(distance(likest(now, found, wanted), place(127.5, 116.5))).toBeLessThan(1)
  })

  test('is the nearest where none looks alike, or all do', () => {
    const old = blank()
    write(old, 190, 3)
    const now = crossings(0, 0, 3)
    const found = junctionsAround(now, place(200, 200), REACH_PX, windowFor(WHOLE_SHEET))
    expect(likest(now, found, surroundings(old, place(200, 200)))).toBe(found[0])
    const grid = blank()
    for (let at = 40.5; at < SIDE_PX; at += 60) {
      draw(grid, [at, 0], [at, SIDE_PX], 2)
      draw(grid, [0, at], [SIDE_PX, at], 2)
    }
    const alike = junctionsAround(grid, place(200, 200), 60, windowFor(WHOLE_SHEET))
    expect(alike.length).toBeGreaterThan(2)
    expect(likest(grid, alike, surroundings(grid, alike[2]))).toBe(alike[0])
  })
})
