import { expect, test } from 'vitest'
import type { ComparisonRow, Session, VersionRef } from '../../data/types'
import { factsOf, hasFailures } from './SessionHeading'

const row = (rest: Partial<ComparisonRow>) => ({ status: 'completed', summary_error: null, changes_count: null, ...rest }) as ComparisonRow
const version = { failed_page_count: 0, error: null } as VersionRef
const session = (comparisons: ComparisonRow[], rest: Partial<Session> = {}) =>
  ({
    comparisons,
    added_count: 0,
    removed_count: 0,
    total_time_s: null,
    set_summary_error: null,
    old_version: version,
    new_version: version,
    ...rest,
  }) as Session
const failure = { code: 'worker_died', message: 'It crashed.' } as const

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

test('a summary that failed is a fact', () => {
  const rows = [row({ changes_count: 1, summary_error: failure }), row({ status: 'failed', summary_error: failure })]
  expect(factsOf(session(rows))).toBe('2 sheets · 1 change on 1 · 1 failed · 1 summary failed')
})

test.each<[string, ComparisonRow[], Partial<Session>]>([
  ['a sheet', [row({ status: 'failed' })], {}],
  ['a summary', [row({ summary_error: failure })], {}],
  ['the summary of the set', [row({})], { set_summary_error: failure }],
  ['a page', [], { old_version: { ...version, failed_page_count: 1 } }],
  ['the matching', [], { status: 'failed' }],
])('%s that failed can be tried again', (_what, rows, rest) => {
  expect(hasFailures(session(rows, rest))).toBe(true)
  expect(hasFailures(session([row({})]))).toBe(false)
})

test('a set that could not be opened is not tried again', () => {
  const unusable = { ...version, error: failure }
  expect(hasFailures(session([], { status: 'failed', new_version: unusable }))).toBe(false)
})
