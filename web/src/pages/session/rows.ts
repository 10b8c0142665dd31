/** The sheets of a session as a person looks through them: which are shown, in which order. */
import type { Review } from '../../data/reviews'
import { isUncertain } from '../../data/statuses'
import type { ComparisonRow } from '../../data/types'
import { hasWords } from '../search'

export const SHOWN = [
  { value: 'all', label: 'All sheets' },
  { value: 'review', label: 'Needs review' },
  { value: 'changed', label: 'With changes' },
  { value: 'critical', label: 'Critical' },
  { value: 'undecided', label: 'To decide' },
  { value: 'rfi', label: 'Needs RFI' },
  { value: 'added', label: 'Added' },
  { value: 'removed', label: 'Removed' },
  { value: 'failed', label: 'Failed' },
] as const

export const ORDERS = [
  { value: 'set', label: 'Order of the set' },
  { value: 'review', label: 'Needs review first' },
  { value: 'changes', label: 'Most changes first' },
] as const

export type ShownSheets = (typeof SHOWN)[number]['value']
export type Order = (typeof ORDERS)[number]['value']

export interface View {
  shown: ShownSheets
  order: Order
  /** `''` for every discipline. */
  discipline: string
  /** Words of number, title or summary. */
  words: string
}

export type ReviewsByRow = ReadonlyMap<string, Review[]>

export function byRow(reviews: Review[]): ReviewsByRow {
  const found = new Map<string, Review[]>()
  for (const review of reviews) {
    found.set(review.comparison_id, [...(found.get(review.comparison_id) ?? []), review])
  }
  return found
}

/** Whether a person should look at a sheet before relying on it. */
export function needsReview(row: ComparisonRow, reviews: ReviewsByRow): boolean {
  return row.match.review || isUncertain(row) || reviews.has(row.comparison_id)
}

/** Whether a sheet is one that a partial issue leaves out: nobody says that it was removed. */
export function isNotIssued(row: ComparisonRow): boolean {
  return row.kind === 'removed' && row.match.method === 'not_issued'
}

/** Whether a sheet was compared and its newest summary could not be written. */
export function isWithoutItsSummary(row: ComparisonRow): boolean {
  return row.status === 'completed' && row.summary_error !== null
}

function isShown(row: ComparisonRow, shown: ShownSheets, reviews: ReviewsByRow): boolean {
  switch (shown) {
    case 'all':
      return true
    case 'review':
      return needsReview(row, reviews)
    case 'changed':
      return (row.changes_count ?? 0) > 0
    case 'critical':
      return row.critical_change !== null
    case 'undecided':
      return (row.triage?.open ?? 0) > 0
    case 'rfi':
      return (row.triage?.needs_rfi ?? 0) > 0
    case 'added':
      return row.kind === 'added'
    case 'removed':
      return row.kind === 'removed' && !isNotIssued(row)
    case 'failed':
      return row.status === 'failed' || isWithoutItsSummary(row)
  }
}

/** How many sheets each choice would show, whatever else is chosen. */
export function countsOf(rows: ComparisonRow[], reviews: ReviewsByRow): Record<ShownSheets, number> {
  const count = (shown: ShownSheets) => rows.filter((row) => isShown(row, shown, reviews)).length
  return Object.fromEntries(SHOWN.map(({ value }) => [value, count(value)])) as Record<
    ShownSheets,
    number
  >
}

export function disciplinesOf(rows: ComparisonRow[]): string[] {
  return [...new Set(rows.map((row) => row.discipline))].sort()
}

/** All sheets in the order they are shown in. Sorting is stable: those alike stay in the set's order. */
export function inOrder(rows: ComparisonRow[], order: Order, reviews: ReviewsByRow): ComparisonRow[] {
  if (order === 'set') return rows
  const weight = (row: ComparisonRow) =>
    order === 'review' ? Number(needsReview(row, reviews)) : (row.changes_count ?? 0)
  return [...rows].sort((a, b) => weight(b) - weight(a))
}

/** The ids of the sheets to show. */
export function viewed(rows: ComparisonRow[], view: View, reviews: ReviewsByRow): ReadonlySet<string> {
  const found = rows.filter(
    (row) =>
      isShown(row, view.shown, reviews) &&
      (view.discipline === '' || row.discipline === view.discipline) &&
      hasWords(textOf(row), view.words),
  )
  return new Set(found.map((row) => row.comparison_id))
}

function textOf(row: ComparisonRow): string {
  const said = [row.drawing_name, row.title, row.summary ?? '', row.critical_change ?? '']
  return said.join(' ')
}

/** The view that an address asks for; what it does not say, or says wrongly, is the default. */
export function viewOf(params: URLSearchParams): View {
  return {
    shown: oneOf(SHOWN, params.get('show')) ?? 'all',
    order: oneOf(ORDERS, params.get('order')) ?? 'set',
    discipline: params.get('discipline') ?? '',
    words: params.get('words') ?? '',
  }
}

/** The address of a view; defaults are left out. */
export function paramsOf(view: View): URLSearchParams {
  const params = new URLSearchParams()
  if (view.shown !== 'all') params.set('show', view.shown)
  if (view.order !== 'set') params.set('order', view.order)
  if (view.discipline) params.set('discipline', view.discipline)
  if (view.words) params.set('words', view.words)
  return params
}

function oneOf<T extends string>(all: readonly { value: T }[], found: string | null): T | undefined {
  return all.find(({ value }) => value === found)?.value
}

/** The summary without the number and title that stand above it already. */
export function excerptOf(row: ComparisonRow): string {
  const summary = row.summary ?? ''
  const names = [`${row.drawing_name} ${row.title}`.trim(), row.title, row.drawing_name]
  const name = names.find((each) => each !== '' && summary.startsWith(`${each},`))
  if (name === undefined) return summary
  const rest = summary.slice(name.length).replace(/^[\s,:]+/, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
