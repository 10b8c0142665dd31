/** What the drawing shows beside the sheets: the boxes of changes, other marks, what is selected. */
import type { Region } from '@viewer/types.js'
import type { Viewer } from '@viewer/viewer.js'
import { useEffect, useMemo } from 'react'
import { isUncertain } from '../../data/statuses'
import { useLedger } from '../../data/sheetQueries'
import type { Comparison, Decision } from '../../data/types'
import { isFiltering, type Filters } from './filters'
import type { SheetFrame } from './frame'
import type { Marks } from './LayersPanel'
import { marksOf, regionsOf } from './marks'
import { rememberMode } from './preferences'
import type { Listed } from './useListed'
import type { Selection } from './useSelection'
import { useMode, type ViewerState } from './useViewer'
import type { Tool } from './ViewerBar'

interface DrawnOptions {
  viewer: Viewer | null
  state: ViewerState
  /** Counts the drawings that were opened. */
  opened: number
  comparison: Comparison
  frame: SheetFrame | null
  list: Listed
  filters: Filters
  decisions: ReadonlyMap<string, Decision>
  selection: Selection
  marks: Marks
  tool: Tool
}

/** @returns where every differing pixel went, as soon as somebody wants to see it. */
export function useDrawn(options: DrawnOptions) {
  const { viewer, state, opened, comparison, frame, filters, decisions, marks, tool } = options
  const { listed, shown } = options.list
  const { selected, takeIsInSight } = options.selection
  const mode = useMode(state)
  const { data: ledger } = useLedger(comparison, marks.muted)
  const regions: readonly Region[] = useMemo(
    () => (frame ? regionsOf(listed, shown, frame, isFiltering(filters), decisions, selected) : []),
    [frame, listed, shown, filters, decisions, selected],
  )
  const otherMarks = useMemo(
    () => (frame ? marksOf(frame, marks.clouds ? comparison.revision_clouds : [], marks.muted ? ledger : undefined) : []),
    [frame, marks, comparison.revision_clouds, ledger],
  )
  useEffect(() => {
    if (!opened) return
    viewer?.setRegions(regions)
    viewer?.showRegions(marks.regions && tool !== 'align')
  }, [viewer, opened, regions, marks.regions, tool])
  useEffect(() => viewer?.setMarks(otherMarks), [viewer, opened, otherMarks])
  const isListed = listed.some((change) => change.id === selected)
  useEffect(() => {
    if (!opened) return
    viewer?.select(isListed ? selected : null, { isGliding: !takeIsInSight() })
  }, [viewer, opened, selected, isListed, takeIsInSight])
  useEffect(() => {
    viewer?.canvas.setAttribute('aria-label', drawingWords(comparison))
  }, [viewer, comparison])
  useEffect(() => {
    if (opened && !isUncertain(comparison) && tool === 'none') rememberMode(mode)
  }, [mode, opened, comparison, tool])
  return ledger
}

function drawingWords({ drawing_name, title, changes_count, kind, alignment_grade }: Comparison): string {
  const found = changes_count === null ? 'without a change list' : `with ${changes_count} changes`
  const isApart = alignment_grade === 'not_comparable'
  const laid = kind !== 'matched' ? `${kind} as a whole` : `old and new ${isApart ? 'beside' : 'on'} one another`
  return `Sheet ${drawing_name} ${title}, ${laid}, ${found}`
}
