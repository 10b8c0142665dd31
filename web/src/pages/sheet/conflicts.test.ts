// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { Change } from '../../data/types'
import { conflictsOf, doneWords, keepingMine, leftToSay, takingTheirs, type Conflict } from './conflicts'
import { editsAfter, regionsSaid, shownChanges, UNEDITED, type Edit, type Edits } from './edits'
import { change } from './sampleChange'

const SEEN = change('c1', { kind: 'added', label: 'Door 12' })
const THEIRS: Partial<Change> = { label: 'Door 13', source: 'edited' }

/** The edits after one of an entry as it was seen. */
const mine = (edit: Edit, seen = SEEN): Edits =>
  editsAfter(UNEDITED, { type: 'edit', id: seen.id, edit, seen }).now

const conflicts = (edit: Edit, now: Change[]) => conflictsOf(now, mine(edit)).map(({ id }) => id)
const only = (changes: Change[], edits: Edits): Conflict => {
  const [found] = conflictsOf(changes, edits)
  if (!found) throw new Error('no conflict')
  return found
}

describe('a conflict is', () => {
  test.each<[string, Edit, Change[]]>([
    ['two labels', { label: 'Gate' }, [{ ...SEEN, ...THEIRS }]],
    ['two boxes', { box_pt: [1, 1, 2, 2] }, [{ ...SEEN, box_pt: [0, 0, 11, 11] }]],
    ['what I delete and they corrected', { isDeleted: true }, [{ ...SEEN, ...THEIRS }]],
    ['what I correct and they deleted', { label: 'Gate' }, []],
  ])('%s', (_what, edit, now) => {
    expect(conflicts(edit, now)).toEqual(['c1'])
  })

  test.each<[string, Edit, Change[]]>([
    ['the entry as it was', { label: 'Gate' }, [SEEN]],
    ['their label and my box', { box_pt: [1, 1, 2, 2] }, [{ ...SEEN, ...THEIRS }]],
    ['the same said twice', { label: 'Door 13' }, [{ ...SEEN, ...THEIRS }]],
    ['the same deleted twice', { isDeleted: true }, []],
    ['another entry of theirs', { label: 'Gate' }, [SEEN, change('c2', { label: 'New' })]],
    ['what is not theirs to say: its ink', { label: 'Gate' }, [{ ...SEEN, ink_px: 99 }]],
  ])('not %s', (_what, edit, now) => {
    expect(conflicts(edit, now)).toEqual([])
  })

  test('a new region is nobody else’s', () => {
    const { now } = editsAfter(UNEDITED, { type: 'edit', id: 'new 1', edit: { isNew: true, label: 'X' }, seen: null })
    expect(conflictsOf([SEEN], now)).toEqual([])
  })
})

describe('settling', () => {
  const changes = [{ ...SEEN, ...THEIRS }]

  test('what I keep is saved over theirs, and no conflict until they change it again', () => {
    const edits = mine({ label: 'Gate' })
    const kept = keepingMine(edits, only(changes, edits))
    expect(conflictsOf(changes, kept)).toEqual([])
    expect(regionsSaid(kept)).toMatchObject([{ action: 'relabelled', change_id: 'c1', label: 'Gate' }])
    expect(conflictsOf([{ ...SEEN, label: 'Door 14' }], kept)).toHaveLength(1)
  })

  test('what is theirs stays, and nothing of it is said', () => {
    const edits = mine({ label: 'Gate' })
    expect(regionsSaid(takingTheirs(edits, 'c1'))).toEqual([])
  })

  test('an entry that they deleted is shown until it is settled, and then listed again', () => {
    const edits = mine({ label: 'Gate' })
    expect(shownChanges([], edits)).toMatchObject([{ id: 'c1', label: 'Gate', isDraft: true }])
    const kept = keepingMine(edits, only([], edits))
    expect(conflictsOf([], kept)).toEqual([])
    expect(shownChanges([], kept)).toMatchObject([{ id: 'c1', label: 'Gate' }])
    expect(regionsSaid(kept)).toMatchObject([{ action: 'relabelled', change_id: 'c1' }])
  })

  test('one that a person had added and they deleted is added once more', () => {
    const edits = mine({ label: 'Gate' }, { ...SEEN, source: 'added' })
    const kept = keepingMine(edits, only([], edits))
    expect(regionsSaid(kept)).toEqual([
      { action: 'added', change_id: '', box_pt: [0, 0, 10, 10], kind: 'added', category: 'text', label: 'Gate' },
    ])
  })

  test('what both deleted is said no more', () => {
    const edits = mine({ isDeleted: true })
    expect(leftToSay([], edits).size).toBe(0)
    expect(leftToSay([SEEN], edits).size).toBe(1)
  })
})

test('what was done is told in words', () => {
  const after: Edit = { kind: 'removed', category: 'title_block', label: 'Gate', box_pt: [1, 1, 2, 2] }
  expect(doneWords(SEEN, after)).toBe('kind removed, category title block, label “Gate”, another box')
  expect(doneWords(SEEN, { ...SEEN, label: null })).toBe('no label')
  expect(doneWords(SEEN, null)).toBe('deleted')
  expect(doneWords(SEEN, { isDeleted: true })).toBe('deleted')
})
