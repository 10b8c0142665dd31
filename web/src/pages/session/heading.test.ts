import { expect, test } from 'vitest'
import type { ComparisonRow, Session } from '../../data/types'
import { factsOf } from './SessionHeading'

const row = (rest: Partial<ComparisonRow>) => ({ status: 'completed', changes_count: null, ...rest }) as ComparisonRow
const session = (comparisons: ComparisonRow[], rest: Partial<Session> = {}) =>
  ({ comparisons, added_count: 0, removed_count: 0, total_time_s: null, ...rest }) as Session

test('a count of changes never stands without what could not be counted', () => {
  const rows = [
    row({ changes_count: 3, alignment_grade: 'good' }),
    row({ changes_count: 2, alignment_grade: 'doubtful' }),
    row({ alignment_grade: 'not_comparable' }),
    row({ status: 'failed' }),
  ]
  expect(factsOf(session(rows))).toBe(
    '4 sheets · 5 changes on 2 · 1 failed · 1 not comparable · 1 of doubtful alignment',
  )
})

test('where all was sure nothing more is said', () => {
  expect(factsOf(session([row({ changes_count: 1, alignment_grade: 'verified' })]))).toBe('1 sheet · 1 change on 1')
})

test('a sheet that a partial issue leaves out is not called removed', () => {
  const facts = factsOf(session([row({ kind: 'removed' })], { removed_count: 1, new_set_is_partial: true }))
  expect(facts).toContain('1 not issued')
})

test('what is decided is counted over changes and sheets added or removed alike', () => {
  const rows = [
    row({ changes_count: 3, triage: { open: 1, accepted: 1, rejected: 0, needs_rfi: 1 } }),
    row({ kind: 'added', triage: { open: 0, accepted: 1, rejected: 0, needs_rfi: 0 } }),
  ]
  expect(factsOf(session(rows))).toContain('3 of 4 decided')
})
