/** Which entries of a change list are shown. */
import { APART } from '@viewer/words.js'
import type { ChangeKind, Decision, SheetSummary, TriageStatus } from '../../data/types'
import type { ShownChange } from './edits'

export interface Filters {
  text: string
  kinds: ReadonlySet<ChangeKind>
  /** Empty: all. */
  category: string
  trade: string
  triage: TriageStatus | ''
  /** Dates, revision rows, clouds: what is written about the revision. */
  withRevisionNotes: boolean
}

export const NO_FILTERS: Filters = {
  text: '',
  kinds: new Set(),
  category: '',
  trade: '',
  triage: '',
  withRevisionNotes: false,
}

export interface Known {
  /** Trades by change, as the summary's findings tell them. */
  trades: ReadonlyMap<string, ReadonlySet<string>>
  decisions: ReadonlyMap<string, Decision>
}

export const KINDS: readonly ChangeKind[] = ['added', 'removed', 'modified', 'moved']

export function isOfDrawing(change: { category: string }): boolean {
  return !APART.includes(change.category)
}

export function filtered(changes: readonly ShownChange[], filters: Filters, known: Known): ShownChange[] {
  return changes.filter((change) => fits(change, filters, known))
}

function fits(change: ShownChange, filters: Filters, { trades, decisions }: Known): boolean {
  if (!filters.withRevisionNotes && !isOfDrawing(change)) return false
  if (filters.kinds.size > 0 && !filters.kinds.has(change.kind)) return false
  if (filters.category && change.category !== filters.category) return false
  if (filters.trade && !trades.get(change.id)?.has(filters.trade)) return false
  if (filters.triage && (decisions.get(change.id)?.status ?? 'open') !== filters.triage) return false
  const wanted = filters.text.trim().toLowerCase()
  return wanted === '' || textOf(change, decisions.get(change.id)).includes(wanted)
}

function textOf(change: ShownChange, decision: Decision | undefined): string {
  const parts = change.parts.flatMap((part) => [part.old_text, part.new_text])
  return [change.id, change.label, change.old_text, change.new_text, change.row, change.column, decision?.comment, ...parts]
    .filter(Boolean)
    .join('\n')
    .toLowerCase()
}

/** Whether anything is left out beyond what always is at first. */
export function isFiltering(filters: Filters): boolean {
  const { text, kinds, category, trade, triage } = filters
  return text.trim() !== '' || kinds.size > 0 || category !== '' || trade !== '' || triage !== ''
}

export function tradesOf(summary: SheetSummary | null | undefined): Map<string, Set<string>> {
  const trades = new Map<string, Set<string>>()
  for (const { trade, change_ids } of summary?.changes_found ?? []) {
    for (const id of change_ids) trades.set(id, (trades.get(id) ?? new Set()).add(trade))
  }
  return trades
}

/** The id `step` places after one in a list; without one the first or the last. */
export function neighbour(changes: readonly { id: string }[], id: string | null, step: 1 | -1): string | undefined {
  const place = changes.findIndex((change) => change.id === id)
  if (place < 0) return step > 0 ? changes[0]?.id : changes.at(-1)?.id
  return changes[place + step]?.id
}
