import { describe, expect, it } from 'vitest'
import type { ComparisonRow } from '../../data/types'
import type { Review } from '../../data/reviews'
import { byRow, countsOf, disciplinesOf, excerptOf, inOrder, paramsOf, viewed, viewOf, type View } from './rows'

function row(id: string, more: Partial<ComparisonRow> = {}): ComparisonRow {
  return {
    comparison_id: id,
    drawing_name: id,
    title: 'PLAN',
    discipline: 'architectural',
    kind: 'matched',
    status: 'completed',
    changes_count: 0,
    alignment_grade: 'good',
    critical_change: null,
    summary: null,
    summary_error: null,
    match: { method: 'number', confidence: 0.9, review: false, reason: '' },
    ...more,
  } as ComparisonRow
}

const NOTHING = { open: 0, accepted: 0, rejected: 0, needs_rfi: 0 }
const IN_DOUBT = { method: 'content', confidence: 0.4, review: true, reason: 'Two fit.' }
const rows = [
  row('A-101', {
    changes_count: 3,
    critical_change: 'A door moved.',
    summary: 'Doors moved.',
    triage: { ...NOTHING, open: 2, needs_rfi: 1 },
  }),
  row('A-102', { match: IN_DOUBT, summary_error: { code: 'worker_died', message: 'It crashed.' } }),
  row('S-101', { discipline: 'structural', alignment_grade: 'doubtful', changes_count: 9 }),
  row('E-101', { discipline: 'electrical', kind: 'added', changes_count: null, triage: { ...NOTHING, open: 1 } }),
  row('E-102', { discipline: 'electrical', kind: 'removed', changes_count: null, triage: { ...NOTHING, needs_rfi: 1 } }),
  row('E-103', {
    kind: 'removed',
    changes_count: null,
    match: { ...IN_DOUBT, method: 'not_issued', review: false },
  }),
  row('M-101', { status: 'failed', changes_count: null }),
]
const reviews = byRow([{ comparison_id: 'E-101', review_id: 'r1' } as Review])
const VIEW: View = { shown: 'all', order: 'set', discipline: '', words: '' }
const names = (change: Partial<View>) => {
  const view = { ...VIEW, ...change }
  const shown = viewed(rows, view, reviews)
  return inOrder(rows, view.order, reviews).flatMap((row) => (shown.has(row.comparison_id) ? row.drawing_name : []))
}

describe('the sheets of a session', () => {
  it.each([
    ['review', ['A-102', 'S-101', 'E-101']],
    ['changed', ['A-101', 'S-101']],
    ['undecided', ['A-101', 'E-101']],
    ['rfi', ['A-101', 'E-102']],
    ['critical', ['A-101']],
    ['added', ['E-101']],
    ['removed', ['E-102']],
    ['failed', ['A-102', 'M-101']],
  ] as const)('shows those that are %s', (shown, expected) => {
    expect(names({ shown })).toEqual(expected)
    expect(countsOf(rows, reviews)[shown]).toBe(expected.length)
  })

  it('puts what needs review first and leaves the rest in the order of the set', () => {
    expect(names({ order: 'review' })).toEqual([
      'A-102', 'S-101', 'E-101', 'A-101', 'E-102', 'E-103', 'M-101',
    ])
  })

  it('puts the most changed first', () => {
    expect(names({ order: 'changes' }).slice(0, 2)).toEqual(['S-101', 'A-101'])
  })

  it('does not disturb the list that it was given', () => {
    names({ order: 'changes' })
    expect(rows[0]?.drawing_name).toBe('A-101')
  })

  it('finds words in number, title and summary, all of them', () => {
    expect(names({ words: 'a- DOORS' })).toEqual(['A-101'])
    expect(names({ words: 'doors windows' })).toEqual([])
  })

  it('shows one discipline', () => {
    expect(names({ discipline: 'electrical' })).toEqual(['E-101', 'E-102'])
    expect(disciplinesOf(rows)).toEqual(['architectural', 'electrical', 'structural'])
  })

  it('comes back to the same view from its address', () => {
    const view: View = { shown: 'critical', order: 'changes', discipline: 'civil', words: 'a b' }
    expect(viewOf(paramsOf(view))).toEqual(view)
    expect(paramsOf(VIEW).toString()).toBe('')
    expect(viewOf(new URLSearchParams('show=nonsense&order=1'))).toEqual(VIEW)
  })
})

it('an excerpt does not repeat the name above it', () => {
  const said = (summary: string | null) => excerptOf(row('A-101', { summary }))
  expect(said('A-101 PLAN, mostly centre: 2 texts changed.')).toBe('Mostly centre: 2 texts changed.')
  expect(said('Only the title block of A-101 PLAN changed.')).toBe(
    'Only the title block of A-101 PLAN changed.',
  )
  expect(said('PLAN, mostly lower right: 2 tags removed.')).toBe('Mostly lower right: 2 tags removed.')
  expect(said('PLAN B was removed.')).toBe('PLAN B was removed.')
  expect(said(null)).toBe('')
})
