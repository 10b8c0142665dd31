import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AlignTool } from '../../viewer/align_tool.js'

const CORNER = { x: 200.5, y: 180.5 }
const CLICKED = { x: 204, y: 177 }

let taken
let asked
let isHad
let viewer

/** The ink of a box: a corner of two long lines. */
function ink([x0, y0, x1, y1]) {
  const [left, top, width, height] = [Math.floor(x0), Math.floor(y0), Math.ceil(x1 - x0), Math.ceil(y1 - y0)]
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [left + x + 0.5 - CORNER.x, top + y + 0.5 - CORNER.y]
      const isInk = (Math.abs(dy) <= 1.5 && dx >= -1.5) || (Math.abs(dx) <= 1.5 && dy >= -1.5)
      data[y * width + x] = Number(isInk)
    }
  }
  return { x0: left, y0: top, width, height, data }
}

beforeEach(() => {
  ;[taken, asked, isHad] = [[], [], true]
  const rect = { x: 0, y: 0, width: 400, height: 400 }
  const camera = { x: 0, y: 0, scale: 1 }
  const frame = (left) => [left, 0, left + 400, 400]
  viewer = {
    source: {
      ink: (box, side) => {
        asked.push(side)
        return isHad ? Promise.resolve(ink(box)) : Promise.reject(new Error('not to be had'))
      },
    },
    isApart: false,
    cameras: {
      panes: [{ name: 'old', rect, frame: frame(0) }, { name: 'new', rect, frame: frame(0) }],
      of: { old: camera, new: camera, whole: camera },
    },
    locate: (at) => ({ pane: { name: 'old' }, image: at }),
    redraw: () => undefined,
  }
})
afterEach(() => vi.useRealTimers())

const tool = () => new AlignTool(viewer, (side, at) => taken.push({ side, at }))

/** The place that a click takes. */
async function clicked(one, at = CLICKED) {
  one.click(at)
  await one.taking
  return taken.at(-1)
}

test('a click takes the corner next to it, of the ink of its sheet', async () => {
  const { side, at } = await clicked(tool())
  expect(side).toBe('old')
  expect(Math.hypot(at.x - CORNER.x, at.y - CORNER.y)).toBeLessThan(1)
  expect(asked).toEqual(['old'])
})

test('a click takes its own place when corners are off, and asks for no ink', async () => {
  const one = tool()
  one.setSnapping(false)
  expect(await clicked(one)).toEqual({ side: 'old', at: CLICKED })
  expect(asked).toEqual([])
})

test('a click takes its own place where the ink cannot be had', async () => {
  isHad = false
  expect(await clicked(tool())).toEqual({ side: 'old', at: CLICKED })
})

test('where the sheets lie apart in one image, the ink of both is the new one', async () => {
  viewer.isApart = true
  const { side } = await clicked(tool())
  expect(side).toBe('old')
  expect(asked).toEqual(['new'])
})

test('where the sheets lie apart, no corner of the other sheet is taken', async () => {
  viewer.isApart = true
  viewer.cameras.panes[0].frame = [CORNER.x + 2, 0, 400, 400]
  expect(await clicked(tool())).toEqual({ side: 'old', at: CLICKED })
})

test('a tool that was put away takes nothing', async () => {
  const one = tool()
  one.click(CLICKED)
  one.cancel()
  await one.taking
  expect(taken).toEqual([])
})
