import { describe, expect, it } from 'vitest'
import { changeOf } from './liveRows'
import type { ComparisonRow, Session } from './types'

const row = (id: string, status: string) => ({ comparison_id: id, status }) as ComparisonRow
const session = { comparisons: [row('a', 'pending'), row('b', 'pending')] } as Session
const progress = { diff: { total: 2, completed: 1, failed: 0, percentage: 50 } }

describe('an event of a session', () => {
  it('puts a sheet that is done in its place and leaves the others as they are', () => {
    const change = changeOf(
      'pair_diff_complete',
      JSON.stringify({ progress, comparison: row('b', 'completed') }),
    )
    const after = change?.(session)
    expect(after?.comparisons.map((each) => each.status)).toEqual(['pending', 'completed'])
    expect(after?.comparisons[0]).toBe(session.comparisons[0])
    expect(after?.progress).toEqual(progress)
  })

  it('moves the progress alone while pages are read', () => {
    const after = changeOf('page_ocr_complete', JSON.stringify({ progress }))?.(session)
    expect(after?.comparisons).toBe(session.comparisons)
    expect(after?.progress).toEqual(progress)
  })

  it.each(['match_stage_complete', 'ocr_stage_complete', 'session_complete', 'unheard_of'])(
    'asks the API at %s',
    (name) => expect(changeOf(name, JSON.stringify({ progress }))).toBeNull(),
  )

  it.each(['', 'no JSON', '{}', JSON.stringify({ progress })])(
    'asks the API when it says too little: %s',
    (data) => expect(changeOf('summary_complete', data)).toBeNull(),
  )
})
