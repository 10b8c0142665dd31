import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { SheetSummary } from '../../data/types'
import { citedBy, Linked } from './Linked'

afterEach(cleanup)

const CITED = new Set(['c1', 'c4', 'c12'])

function linksOf(text: string): (string | null)[] {
  const { container } = render(<Linked text={text} cited={CITED} onSelect={() => undefined} />)
  expect(container.textContent).toBe(text)
  return screen.queryAllByRole('button').map((button) => button.textContent)
}

test.each([
  ['c1, upper left: “9\'-0"” → “9\'-6"”. Equally urgent: c4.', ['c1', 'c4']],
  ['c1: the text “SEE c12” was added (c4).', ['c1', 'c4']],
  ['c1: “c12” → “c4”.', ['c1']],
  ['c1: “DOOR ” c12” was removed.', ['c1']],
  ['c1 and c7: nothing is known of the other.', ['c1']],
  ['No change.', []],
])('%s', (text, links) => {
  expect(linksOf(text)).toEqual(links)
})

test('cited is what findings rest on and is still listed', () => {
  const summary = { changes_found: [{ change_ids: ['c1', 'c2'] }, { change_ids: ['c3'] }] } as SheetSummary
  expect([...citedBy(summary, new Set(['c1', 'c3', 'c9']))]).toEqual(['c1', 'c3'])
  expect(citedBy(null, new Set(['c1'])).size).toBe(0)
})
