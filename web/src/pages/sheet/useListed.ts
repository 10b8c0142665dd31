/** The change list as a person looks at it: with their edits, filtered, one selected. */
import { useMemo } from 'react'
import type { Change, Decision, SheetSummary } from '../../data/types'
import { shownChanges, type Edits } from './edits'
import { filtered, tradesOf, type Filters } from './filters'
import { citedBy } from './Linked'

interface ListedOptions {
  /** `undefined` while they are loaded. */
  changes: readonly Change[] | undefined
  edits: Edits
  filters: Filters
  summary: SheetSummary | null | undefined
  decisions: ReadonlyMap<string, Decision>
  selected: string | null
}

export type Listed = ReturnType<typeof useListed>

export function useListed({ changes, edits, filters, summary, decisions, selected }: ListedOptions) {
  const listed = useMemo(() => shownChanges(changes ?? [], edits), [changes, edits])
  const known = useMemo(() => ({ trades: tradesOf(summary), decisions }), [summary, decisions])
  const shown = useMemo(() => filtered(listed, filters, known), [listed, filters, known])
  const ids = useMemo(() => new Set(listed.map((change) => change.id)), [listed])
  const cited = useMemo(() => citedBy(summary, ids), [summary, ids])
  return {
    listed,
    shown,
    /** What changes are filtered by beside what they say themselves. */
    known,
    /** Those that the summary gives for what it says. */
    cited,
    current: listed.find((change) => change.id === selected),
  }
}
