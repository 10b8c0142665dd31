/** Places that a person lays on one another, on old and new beside one another. */
import { AlignTool, type PointPair } from '@viewer/align_tool.js'
import type { Point } from '@viewer/types.js'
import type { Viewer } from '@viewer/viewer.js'
import { useEffect, useRef, useState } from 'react'
import { kept, useKept } from '../../data/kept'

export const LEAST_PAIRS = 2
export const MOST_PAIRS = 3

export type Aligning = ReturnType<typeof useAligning>

const NONE: PointPair[] = []
const placeOf = (comparisonId: string) => `places.${comparisonId}`

/** Whether a sheet has places that were given and not sent, before a sign-in or a reload. */
export const hasKeptPlaces = (comparisonId: string) => arePairs(kept(placeOf(comparisonId)))

/** @param opened counts the drawings that were opened and are laid by hand; 0: none is. */
export function useAligning(viewer: Viewer | null, comparisonId: string, opened: number) {
  const [pairs, change] = useKept(placeOf(comparisonId), NONE, arePairs)
  const [isSnapping, setSnapping] = useState(true)
  const tool = useRef<AlignTool | null>(null)

  useEffect(() => {
    if (!viewer || opened === 0) return undefined
    const { mode } = viewer
    const wereOn = viewer.regionsOn
    viewer.setMode('side')
    viewer.setLinked(false)
    viewer.showRegions(false)
    tool.current = new AlignTool(viewer, (side, at) => change((now) => withPoint(now, side, at)))
    viewer.setTool(tool.current)
    return () => {
      tool.current = null
      viewer.setTool(null)
      viewer.setLinked(true)
      viewer.showRegions(wereOn)
      viewer.setMode(mode)
    }
  }, [viewer, opened, change])
  useEffect(() => tool.current?.setPairs(pairs), [pairs, viewer, opened])
  useEffect(() => tool.current?.setSnapping(isSnapping), [isSnapping, viewer, opened])

  return {
    pairs,
    complete: pairs.filter(isComplete),
    isSnapping,
    setSnapping,
    /** Show what would be taken in the middle of a pane. */
    showCentre: (side: 'old' | 'new') => tool.current?.showCentre(side),
    takeCentre: (side: 'old' | 'new') => tool.current?.takeCentre(side),
    /** Take back the last point. */
    undo: () => change((now) => withoutLast(now)),
    /** Forget all points. */
    clear: () => change(() => NONE),
  }
}

type Complete = PointPair & { old: Point; new: Point }

export function isComplete(pair: PointPair): pair is Complete {
  return pair.old !== null && pair.new !== null
}

/** The pairs with one more point: it completes the last pair, moves its own half, or begins another. */
export function withPoint(pairs: PointPair[], side: 'old' | 'new', at: Point): PointPair[] {
  const last = pairs.at(-1)
  if (last && !isComplete(last)) return [...pairs.slice(0, -1), { ...last, [side]: at }]
  if (pairs.length === MOST_PAIRS) return pairs
  return [...pairs, { old: null, new: null, [side]: at }]
}

export function withoutLast(pairs: PointPair[]): PointPair[] {
  const last = pairs.at(-1)
  if (!last) return pairs
  if (isComplete(last)) return [...pairs.slice(0, -1), { old: last.old, new: null }]
  return pairs.length === 1 ? NONE : pairs.slice(0, -1)
}

function arePairs(found: unknown): found is PointPair[] {
  return Array.isArray(found) && found.length > 0
}
