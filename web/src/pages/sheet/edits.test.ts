// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { editsAfter, nextNewId, regionsSaid, shownChanges, UNEDITED, whatIsMissing, type Edit } from './edits'
import { change } from './sampleChange'

const after = (...edits: [string, Edit][]) =>
  edits.reduce((history, [id, edit]) => editsAfter(history, { type: 'edit', id, edit, seen: edit.isNew ? null : change(id) }), UNEDITED)

describe('undo and redo', () => {
  const twice = after(['c1', { label: 'one' }], ['c1', { box_pt: [1, 1, 2, 2] }])

  test('undo goes back one step, redo forward again', () => {
    const undone = editsAfter(twice, { type: 'undo' })
    expect(undone.now.get('c1')).toMatchObject({ label: 'one' })
    expect(undone.now.get('c1')).not.toHaveProperty('box_pt')
    expect(editsAfter(undone, { type: 'redo' }).now).toEqual(twice.now)
  })

  test('undoing everything leaves nothing to save', () => {
    const undone = editsAfter(editsAfter(twice, { type: 'undo' }), { type: 'undo' })
    expect(undone.now.size).toBe(0)
    expect(editsAfter(undone, { type: 'undo' })).toEqual(undone)
  })

  test('a new edit takes the place of what was undone', () => {
    const other = editsAfter(editsAfter(twice, { type: 'undo' }), {
      type: 'edit',
      id: 'c2',
      edit: { isDeleted: true },
      seen: change('c2'),
    })
    expect(other.future).toEqual([])
    expect(editsAfter(other, { type: 'redo' })).toEqual(other)
  })
})

describe('what is shown', () => {
  test('an edited entry has its new box and label, the others stay', () => {
    const { now } = after(['c1', { box_pt: [5, 5, 9, 9], label: 'Door' }])
    const [first, second] = shownChanges([change('c1', { old_text: 'A' }), change('c2')], now)
    expect(first).toMatchObject({ box_pt: [5, 5, 9, 9], label: 'Door', old_text: 'A', isDraft: true })
    expect(second).toMatchObject({ ...change('c2'), isDraft: false })
  })

  test('a deleted entry is gone, a new one comes last', () => {
    const { now } = after(['c1', { isDeleted: true }], ['new 1', { isNew: true, label: 'X', box_pt: [1, 2, 3, 4] }])
    expect(shownChanges([change('c1'), change('c2')], now).map(({ id }) => id)).toEqual(['c2', 'new 1'])
  })

  test('a new region that is deleted again leaves no trace', () => {
    expect(after(['new 1', { isNew: true }], ['new 1', { isDeleted: true }]).now.size).toBe(0)
  })

  test('names of new regions are not given twice', () => {
    expect(nextNewId(after(['new 2', { isNew: true }]).now)).toBe('new 3')
  })
})

describe('what is said', () => {
  test('each entry is said once, as what became of it', () => {
    const { now } = after(
      ['c1', { label: 'Door' }],
      ['c2', { box_pt: [1, 1, 2, 2] }],
      ['c2', { kind: 'added' }],
      ['c3', { isDeleted: true }],
      ['new 1', { isNew: true, kind: 'added', category: 'linework', label: ' Hose bibb ', box_pt: [0, 0, 5, 5] }],
    )
    const none = { box_pt: null, kind: null, category: null, label: null }
    expect(regionsSaid(now)).toEqual([
      { action: 'relabelled', change_id: 'c1', ...none, label: 'Door' },
      { action: 'edited', change_id: 'c2', ...none, box_pt: [1, 1, 2, 2], kind: 'added' },
      { action: 'deleted', change_id: 'c3', ...none },
      { action: 'added', change_id: '', box_pt: [0, 0, 5, 5], kind: 'added', category: 'linework', label: 'Hose bibb' },
    ])
  })

  test('a new region without a label is not saved', () => {
    expect(whatIsMissing(after(['new 1', { isNew: true, label: ' ' }]).now)).toMatchObject({ id: 'new 1' })
    expect(whatIsMissing(after(['c1', { label: '' }]).now)).toBeNull()
  })
})
