import { describe, expect, it } from 'vitest'
import type { Review } from '../../data/reviews'
import type { ComparisonRow } from '../../data/types'
import {
  acceptance,
  asRead,
  correctionsOf,
  draftWords,
  numberDraft,
  pairDraft,
  said,
  withDraft,
  withoutDraft,
  type Drafts,
} from './drafts'

const page = (number: number, name: string | null) =>
  ({ page_number: number, drawing_name: name }) as Review['old']

function review(more: Partial<Review>): Review {
  return { review_id: 'r', kind: 'number', set: 'new', old: page(1, 'A-1'), new: page(2, 'A-1O1'), ...more } as Review
}

describe('a correction', () => {
  it('accepts a number as it was read', () => {
    expect(acceptance(review({}))).toEqual({
      kind: 'number',
      page: { set: 'new', page: 2, number: 'A-1O1' },
    })
  })

  it('takes a number as it is typed, with single spaces', () => {
    expect(numberDraft(review({ set: 'old' }), '  A  101 ')).toEqual({
      kind: 'number',
      page: { set: 'old', page: 1, number: 'A 101' },
    })
    expect(numberDraft(review({}), '   ')).toBeNull()
  })

  it('cannot accept a number that nobody read', () => {
    expect(acceptance(review({ new: page(2, null) }))).toBeNull()
  })

  it('says that two sheets are a pair, or not', () => {
    const match = review({ kind: 'match', set: null })
    expect(acceptance(match)).toEqual({
      kind: 'pair',
      pair: { old_page: 1, new_page: 2, is_pair: true },
    })
    expect(pairDraft(match, false)).toMatchObject({ pair: { is_pair: false } })
  })

  it('has nothing to say of a pair where a sheet stands alone', () => {
    expect(acceptance(review({ kind: 'match', set: null, old: null }))).toBeNull()
  })

  it('is not said by accepting an alignment: that takes a look', () => {
    expect(acceptance(review({ kind: 'alignment', set: null }))).toBeNull()
  })
})

it('notes are sent together, the last word on each review', () => {
  let drafts: Drafts = {}
  const noted = [
    ['a', numberDraft(review({}), 'X')],
    ['a', numberDraft(review({}), 'A-101')],
    ['b', pairDraft(review({}), false)],
    ['c', pairDraft(review({}), true)],
  ] as const
  for (const [id, draft] of noted) if (draft) drafts = withDraft(drafts, id, draft)
  const sent = correctionsOf(withoutDraft(drafts, 'c'))
  expect(sent.pages).toEqual([{ set: 'new', page: 2, number: 'A-101' }])
  expect(sent.pairs).toEqual([{ old_page: 1, new_page: 2, is_pair: false }])
  expect(Object.values(drafts).map(draftWords)).toEqual([
    'Number of the new sheet: A-101',
    'Not the same sheet',
    'The same sheet',
  ])
})

describe('what is said of a sheet that nobody doubted', () => {
  const row = {
    comparison_id: 'x', drawing_name: 'A-1', old_page: 3, new_page: 4, old_number: 'A-1', new_number: 'A-1',
  } as ComparisonRow
  const value = asRead(row)

  it('is nothing as long as nothing is changed', () => {
    expect(said(row, value)).toEqual({})
    expect(said(row, { ...value, newNumber: '  ' })).toEqual({})
  })

  it('is the number that was changed, of its own set', () => {
    expect(said(row, { ...value, oldNumber: 'A-2 ' })).toEqual({
      'x-number-old': { kind: 'number', page: { set: 'old', page: 3, number: 'A-2' } },
    })
  })

  it('is of each sheet what was read of it, not what the row is called', () => {
    const differing = { ...row, old_number: 'A-1O1', new_number: 'A-101', drawing_name: 'A-101' }
    expect(asRead(differing)).toMatchObject({ oldNumber: 'A-1O1', newNumber: 'A-101' })
    expect(said(differing, asRead(differing))).toEqual({})
    expect(said(differing, { ...asRead(differing), oldNumber: 'A-101' })).toEqual({
      'x-number-old': { kind: 'number', page: { set: 'old', page: 3, number: 'A-101' } },
    })
  })

  it('is nothing of a number that nobody read until one is typed', () => {
    const unread = { ...row, old_number: null, new_number: 'A-101', drawing_name: 'A-101' }
    expect(asRead(unread).oldNumber).toBe('')
    expect(said(unread, asRead(unread))).toEqual({})
    expect(said(unread, { ...asRead(unread), oldNumber: 'A-101' })).toEqual({
      'x-number-old': { kind: 'number', page: { set: 'old', page: 3, number: 'A-101' } },
    })
  })

  it('is that two sheets are none', () => {
    expect(said(row, { ...value, isApart: true })).toEqual({
      'x-match': { kind: 'pair', pair: { old_page: 3, new_page: 4, is_pair: false } },
    })
  })

  it('is the sheet that one belongs to', () => {
    const alone = { ...row, old_page: null }
    const partner = { comparison_id: 'y', old_page: 9, new_page: null } as ComparisonRow
    expect(said(alone, { ...value, partner })).toEqual({
      'x-match': { kind: 'pair', pair: { old_page: 9, new_page: 4, is_pair: true } },
    })
  })
})
