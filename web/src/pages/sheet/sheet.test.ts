// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { shownSummary } from '../../data/sheetQueries'
import type { Comparison, Decision, SheetPage, SheetSummary } from '../../data/types'
import { nothing } from './ChangesTab'
import { shownChanges } from './edits'
import { filtered, isFiltering, neighbour, NO_FILTERS, tradesOf, type Filters } from './filters'
import { frameOf, pairOf, toPixels, toPoints } from './frame'
import { marksOf, regionsOf } from './marks'
import { change } from './sampleChange'
import { isComplete, withoutLast, withPoint } from './useAligning'
import { changeLine } from './words'

const decision = (change_id: string, status: Decision['status'], comment = ''): Decision => ({
  change_id,
  status,
  comment,
  revision: 1,
  decided_by: 'u',
  decided_by_name: 'U',
  decided_count: 1, decided_at: '2026-01-01T00:00:00Z',
})

const changes = shownChanges(
  [
    change('c1', { kind: 'added', new_text: 'HOSE BIBB' }),
    change('c2', { kind: 'removed', category: 'linework' }),
    change('c3', { category: 'title_block', old_text: 'REV 1' }),
  ],
  new Map(),
)
const known = {
  trades: tradesOf({
    changes_found: [{ trade: 'plumbing', change_ids: ['c1'] }],
  } as unknown as SheetSummary),
  decisions: new Map([['c2', decision('c2', 'rejected', 'as built')]]),
}
const left = (filters: Partial<Filters>) =>
  filtered(changes, { ...NO_FILTERS, ...filters }, known).map(({ id }) => id)

describe('filters', () => {
  test.each<[Partial<Filters>, string[]]>([
    [{}, ['c1', 'c2']],
    [{ withRevisionNotes: true }, ['c1', 'c2', 'c3']],
    [{ kinds: new Set(['removed']) }, ['c2']],
    [{ category: 'linework' }, ['c2']],
    [{ trade: 'plumbing' }, ['c1']],
    [{ triage: 'rejected' }, ['c2']],
    [{ triage: 'open' }, ['c1']],
    [{ text: ' hose ' }, ['c1']],
    [{ text: 'as built' }, ['c2']],
    [{ text: 'nowhere' }, []],
  ])('%o leaves %j', (filters, ids) => {
    expect(left(filters)).toEqual(ids)
  })

  test('what is written about the revision being left out is no filter of the person', () => {
    expect(isFiltering(NO_FILTERS)).toBe(false)
    expect(isFiltering({ ...NO_FILTERS, triage: 'open' })).toBe(true)
  })

  test('next and previous begin at the ends and stop there', () => {
    expect(neighbour(changes, null, 1)).toBe('c1')
    expect(neighbour(changes, null, -1)).toBe('c3')
    expect(neighbour(changes, 'c1', 1)).toBe('c2')
    expect(neighbour(changes, 'c3', 1)).toBeUndefined()
  })
})

describe('frames', () => {
  const size = { width_px: 1000, height_px: 500, dpi: 144, view_scale: 1 }
  const aligned = { overlay_size: size, alignment_grade: 'good' } as Comparison
  const page = (width_pt: number) => ({ width_pt, height_pt: 250 }) as SheetPage
  const [old_sheet, new_sheet] = [page(200), page(264)]
  const apart = { overlay_size: size, alignment_grade: 'not_comparable', old_sheet, new_sheet } as Comparison

  test('points and pixels are each other’s inverse', () => {
    const frame = frameOf(aligned)
    expect(frame && toPixels(frame, [10, 20, 30, 40])).toEqual([20, 40, 60, 80])
    expect(frame && toPoints(frame, [20, 40, 60, 80])).toEqual([10, 20, 30, 40])
  })

  test('sheets beside one another have a place each, and none without the size of a page', () => {
    expect(frameOf({ ...apart, old_sheet: null })).toBeNull()
    const frame = frameOf(apart)
    expect(frame).toMatchObject({ px_per_pt: 2, left_px: 472, apart: { old: [0, 0, 400, 500] } })
    expect(frame && toPixels(frame, [0, 0, 1, 1])).toEqual([472, 0, 474, 2])
  })

  test('a place on the old sheet is told where it was before the sheet was moved', () => {
    const frame = frameOf(aligned)
    const alignment = { new_from_old: { a: 2, b: 0, tx: 10, c: 0, d: 2, ty: 20 } } as Comparison['alignment']
    expect(frame && pairOf(frame, alignment, { old: { x: 60, y: 80 }, new: { x: 100, y: 120 } })).toEqual({
      old_x_pt: 10,
      old_y_pt: 10,
      new_x_pt: 50,
      new_y_pt: 60,
    })
  })

  test('places of sheets beside one another are told in each sheet’s own points', () => {
    const frame = frameOf(apart)
    const alignment = { new_from_old: { a: 9, b: 0, tx: 9, c: 0, d: 9, ty: 9 } } as Comparison['alignment']
    expect(frame && pairOf(frame, alignment, { old: { x: 60, y: 80 }, new: { x: 482, y: 120 } })).toEqual({
      old_x_pt: 30,
      old_y_pt: 40,
      new_x_pt: 5,
      new_y_pt: 60,
    })
  })
})

describe('pairs of places', () => {
  const [a, b] = [
    { x: 1, y: 1 },
    { x: 2, y: 2 },
  ]

  test('a place is completed by its other half, whichever came first', () => {
    const pairs = withPoint(withPoint([], 'new', a), 'old', b)
    expect(pairs).toEqual([{ old: b, new: a }])
    expect(pairs.every(isComplete)).toBe(true)
  })

  test('a second click on the same sheet moves the half', () => {
    expect(withPoint(withPoint([], 'old', a), 'old', b)).toEqual([{ old: b, new: null }])
  })

  test('three places are enough', () => {
    const three = Array.from({ length: 3 }, () => ({ old: a, new: b }))
    expect(withPoint(three, 'old', a)).toBe(three)
  })

  test('the last point is taken back first', () => {
    const pairs = withPoint(withPoint([], 'old', a), 'new', b)
    expect(withoutLast(pairs)).toEqual([{ old: a, new: null }])
    expect(withoutLast(withoutLast(pairs))).toEqual([])
  })
})

describe('outlines', () => {
  const frame = { left_px: 0, px_per_pt: 2, apart: null }

  test('what a filter leaves out is set back, and so is what was rejected', () => {
    const shown = filtered(changes, { ...NO_FILTERS, kinds: new Set(['removed']) }, known)
    const regions = regionsOf(changes, shown, frame, true, known.decisions)
    expect(regions.map(({ id, isFaint }) => [id, isFaint])).toEqual([
      ['c1', true],
      ['c2', true],
      ['c3', true],
    ])
  })

  test('an entry that a link leads to is outlined, even where the list leaves it out', () => {
    const shown = filtered(changes, NO_FILTERS, known)
    const ids = (selected: string | null) =>
      regionsOf(changes, shown, frame, false, known.decisions, selected).map(({ id }) => id)
    expect(ids(null)).toEqual(['c1', 'c2'])
    expect(ids('c3')).toEqual(['c1', 'c2', 'c3'])
  })

  test('muted places are marked, and cannot be taken for changes', () => {
    const ledger = {
      dpi: 300,
      total_px: 9,
      muted: [{ reason: 'font', ink_px: 9, place_count: 1, boxes_pt: [[1, 1, 2, 2] as [number, number, number, number]] }],
    }
    expect(marksOf(frame, [], ledger)).toEqual([{ id: 'muted font 0', kind: 'muted', box: [2, 2, 4, 4] }])
  })
})

describe('what an empty list says', () => {
  const sheet = (rest: Partial<Comparison> = {}) =>
    ({ kind: 'matched', status: 'completed', alignment_grade: 'verified', ...rest }) as Comparison

  test.each<[string, Comparison, boolean, boolean]>([
    ['No changes found', sheet(), false, false],
    ['No changes found, but the alignment is doubtful: check by eye', sheet({ alignment_grade: 'doubtful' }), false, false],
    ['There is no change list', sheet({ alignment_grade: 'not_comparable' }), false, false],
    ['This sheet was not compared', sheet({ status: 'pending', alignment_grade: null }), false, false],
    ['The whole sheet was removed', sheet({ kind: 'removed', alignment_grade: null }), false, false],
    ['Only the title block and revision marks changed: see the filters', sheet(), false, true],
    ['No change fits the filters', sheet(), true, true],
  ])('%s', (words, comparison, isFiltered, hasNotes) => {
    expect(nothing(comparison, isFiltered, hasNotes)).toBe(words)
  })
})

describe('summaries', () => {
  const written = (revision: number) => ({ revision, status: 'completed', error: null, summary_text: 'x' }) as SheetSummary
  const failed = (revision: number) =>
    ({ revision, status: 'failed', error: { code: 'internal', message: 'Ask again.' }, summary_text: '' }) as SheetSummary

  test('the one before is shown, and it is said that the newer one failed', () => {
    const all = [failed(2), written(1), written(0)]
    expect(shownSummary(all, { revision: 2, summary_revision: 1 })).toEqual({ summary: all[1], failure: 'Ask again.' })
  })

  test('one that failed is never shown as a summary without words', () => {
    expect(shownSummary([failed(0)], { revision: 0, summary_revision: 0 })).toEqual({ summary: null, failure: 'Ask again.' })
  })

  test('a failure that was made good is history', () => {
    const all = [written(2), failed(1), written(0)]
    expect(shownSummary(all, { revision: 2, summary_revision: 2 })).toEqual({ summary: all[0], failure: null })
  })
})

test.each([
  [{ kind: 'modified', old_text: 'STORAGE', new_text: 'MEDICATION ROOM' }, 'STORAGE → MEDICATION ROOM'],
  [{ kind: 'modified', old_text: '116B' }, '116B removed'],
  [{ kind: 'modified', new_text: '116C' }, '116C added'],
  [{ kind: 'modified' }, ''],
  [{ kind: 'removed', old_text: '116B' }, '116B'],
] as const)('a line says which side its text is of: %o', (fields, line) => {
  expect(changeLine(change('c1', { new_text: null, old_text: null, ...fields }))).toBe(line)
})
