import type { Viewer } from '@viewer/viewer.js'
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectKept } from '../../data/kept'
import { hasKeptPlaces, useAligning } from './useAligning'

/** As much of a viewer as is told what is laid by hand. */
class Shown {
  mode = 'overlay'
  regionsOn = true
  tool: { onPoint: (side: 'old' | 'new', at: { x: number; y: number }) => void; pairs: readonly unknown[] } | null = null
  setMode = (mode: string) => void (this.mode = mode)
  setLinked = () => undefined
  showRegions = () => undefined
  redraw = () => undefined
  setTool = (tool: Shown['tool']) => void (this.tool = tool)
}

let user: string | null

beforeEach(() => {
  user = 'ann'
  connectKept(() => user)
})
afterEach(() => {
  cleanup()
  sessionStorage.clear()
  connectKept(() => null)
})

const viewer = new Shown()
const laid = (opened: number) =>
  renderHook((count) => useAligning(viewer as unknown as Viewer, 'c', count), { initialProps: opened })

test('places are there again after a sign-in, for who gave them alone, when the drawing is opened', () => {
  const first = laid(1)
  act(() => viewer.tool?.onPoint('old', { x: 1, y: 2 }))
  act(() => viewer.tool?.onPoint('new', { x: 3, y: 4 }))
  act(() => viewer.tool?.onPoint('old', { x: 5, y: 6 }))
  const given = first.result.current.pairs
  expect(given).toEqual([
    { old: { x: 1, y: 2 }, new: { x: 3, y: 4 } },
    { old: { x: 5, y: 6 }, new: null },
  ])
  first.unmount()
  user = 'bob'
  expect(hasKeptPlaces('c')).toBe(false)
  user = 'ann'
  expect([hasKeptPlaces('c'), hasKeptPlaces('another')]).toEqual([true, false])
  const again = laid(0)
  expect(again.result.current.pairs).toEqual(given)
  expect(viewer.tool).toBeNull()
  again.rerender(1)
  expect([viewer.mode, viewer.tool?.pairs]).toEqual(['side', given])
})

test('places that were sent, or given up, or taken back one by one, do not come back', () => {
  const { result } = laid(1)
  for (const end of [() => result.current.clear(), () => result.current.undo()]) {
    act(() => viewer.tool?.onPoint('old', { x: 1, y: 2 }))
    expect(hasKeptPlaces('c')).toBe(true)
    act(end)
    expect(hasKeptPlaces('c')).toBe(false)
  }
})
