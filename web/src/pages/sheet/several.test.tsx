import { act, cleanup, render, renderHook, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from '../../data/api'
import { connectKept } from '../../data/kept'
import type { Decision, TriageSaid } from '../../data/types'
import { TestProviders } from '../../ui/testProviders'
import { useTriaging } from '../triage/useTriaging'
import { ChangeList } from './ChangeList'
import { change } from './sampleChange'
import { SeveralBar } from './SeveralBar'
import { useMarking } from './useMarking'
import { useSeveral } from './useSeveral'

vi.setConfig({ testTimeout: 20_000 }) // typing is slow where many tests run at once

interface Asked {
  decisions: TriageSaid[]
  expected_revision: number
}

let asked: Asked[]
let standing: Map<string, Decision>
let isRefused: boolean
let isReached: boolean

beforeEach(() => {
  asked = []
  standing = new Map()
  isRefused = false
  isReached = true
  decide({ change_id: 'c2', status: 'needs_rfi', comment: 'Which beds?' })
  vi.stubGlobal('ResizeObserver', class {
    observe = () => undefined
    disconnect = () => undefined
  })
  vi.stubGlobal('fetch', async (request: Request) => {
    if (!isReached) throw new TypeError('failed to fetch')
    if (request.method === 'GET') return Response.json(triage())
    if (isRefused) return Response.json({ code: 'conflict', detail: 'Somebody else decided c1 meanwhile.' }, { status: 409 })
    const body = (await request.json()) as Asked
    asked.push(body)
    for (const said of body.decisions) decide(said)
    return Response.json(triage())
  })
  connectApi({ baseUrl: 'http://api.test', token: () => Promise.resolve(null) })
})
afterEach(() => {
  cleanup()
  connectKept(() => null)
  sessionStorage.clear()
})

function decide({ change_id, status, comment }: TriageSaid): void {
  const before = standing.get(change_id)
  standing.set(change_id, {
    change_id,
    status: status ?? before?.status ?? 'open',
    comment: comment ?? before?.comment ?? '',
    revision: asked.length + 1,
    decided_by: 'u',
    decided_by_name: 'U',
    decided_at: '2026-01-01T00:00:00Z',
    decided_count: 1 + (before?.decided_count ?? 0),
  })
}

const triage = () => ({
  comparison_id: 'c',
  revision: asked.length + 1,
  counts: null,
  decisions: [...standing.values()],
})

const CHANGES = ['c1', 'c2', 'c3', 'c4'].map((id) => ({ ...change(id), isDraft: false }))

function Panel({ changes = CHANGES }: { changes?: typeof CHANGES }) {
  const triaging = useTriaging('c', 's')
  const several = useSeveral('c', changes, triaging)
  const [shown, setShown] = useState<string | null>(null)
  if (!triaging.isKnown) return null
  return (
    <>
      <SeveralBar several={several} triaging={triaging} />
      <ChangeList
        changes={changes}
        decisions={triaging.decisions}
        selected={shown}
        marking={several.marking}
        size_pt={{ width: 100, height: 100 }}
        onSelect={setShown}
      />
    </>
  )
}

async function row(id: string): Promise<HTMLElement> {
  const found = (await screen.findAllByRole('option')).find((one) => one.dataset.change === id)
  if (!found) throw new Error(`There is no row ${id}.`)
  return found
}
const marked = () => screen.getAllByRole('option', { checked: true }).map((one) => one.dataset.change)

test('several are decided of in one request, with one comment, and taken back as they were', async () => {
  render(<Panel />, { wrapper: TestProviders })
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all 4 shown' }))
  await userEvent.type(screen.getByRole('textbox'), 'By others.')
  await userEvent.click(screen.getByRole('button', { name: 'Rejected' }))
  await screen.findByText('4 changes: rejected, commented.')
  expect(asked).toHaveLength(1)
  expect(asked[0]?.expected_revision).toBe(1)
  expect(asked[0]?.decisions).toEqual(
    CHANGES.map(({ id }) => ({ change_id: id, status: 'rejected', comment: 'By others.' })),
  )
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(asked).toHaveLength(2))
  expect(asked[1]?.expected_revision).toBe(2)
  expect(asked[1]?.decisions.slice(0, 2)).toEqual([
    { change_id: 'c1', status: 'open', comment: '' },
    { change_id: 'c2', status: 'needs_rfi', comment: 'Which beds?' },
  ])
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull())
})

test('the keyboard goes on from where several were decided and taken back', async () => {
  render(<Panel />, { wrapper: TestProviders })
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all 4 shown' }))
  expect(document.activeElement).toBe(screen.getByRole('checkbox'))
  await userEvent.click(screen.getByRole('button', { name: 'Accepted' }))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Undo' })))
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('checkbox')))
})

test('what stands of them already is told before it is said anew', async () => {
  render(<Panel />, { wrapper: TestProviders })
  await userEvent.click(await screen.findByRole('checkbox'))
  expect(screen.getByText('1 of these is decided already.')).toBeTruthy()
  await userEvent.type(screen.getByRole('textbox'), 'By others.')
  expect(screen.getByText(/Your comment takes the place of 1 comment\./)).toBeTruthy()
  const user = userEvent.setup()
  await user.keyboard('{Control>}')
  await user.click(await row('c2'))
  expect(screen.queryByText(/decided already|takes the place/)).toBeNull()
})

test('an undo that did not get through can be tried again', async () => {
  render(<Panel />, { wrapper: TestProviders })
  await userEvent.click(await screen.findByRole('checkbox'))
  await userEvent.click(screen.getByRole('button', { name: 'Rejected' }))
  isReached = false
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await screen.findByText('The server does not answer. Check your connection.')
  isReached = true
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull())
  expect(standing.get('c2')).toMatchObject({ status: 'needs_rfi', comment: 'Which beds?' })
})

test('a decision without a comment leaves comments as they are', async () => {
  render(<Panel />, { wrapper: TestProviders })
  await userEvent.click(await screen.findByRole('checkbox'))
  await userEvent.click(screen.getByRole('button', { name: 'Accepted' }))
  await screen.findByText('4 changes: accepted.')
  expect(asked[0]?.decisions[1]).toEqual({ change_id: 'c2', status: 'accepted', comment: null })
})

test('what is refused stays selected, with its comment, and says why', async () => {
  render(<Panel />, { wrapper: TestProviders })
  await userEvent.click(await screen.findByRole('checkbox'))
  await userEvent.type(screen.getByRole('textbox'), 'By others.')
  isRefused = true
  await userEvent.click(screen.getByRole('button', { name: 'Rejected' }))
  await screen.findByText('Somebody else decided c1 meanwhile.')
  expect(marked()).toHaveLength(4)
  expect(screen.getByRole('textbox').closest('input')?.value).toBe('By others.')
})

test('a comment on several is there again after a sign-in, with what it is on, for who began it alone', async () => {
  let user: string | null = 'ann'
  connectKept(() => user)
  const first = render(<Panel />, { wrapper: TestProviders })
  const keys = userEvent.setup()
  await row('c1')
  await keys.keyboard('{Control>}')
  await keys.click(await row('c1'))
  await keys.click(await row('c3'))
  await keys.keyboard('{/Control}')
  await keys.type(screen.getByRole('textbox'), 'By others.')
  first.unmount()
  user = 'bob'
  const others = render(<Panel />, { wrapper: TestProviders })
  await row('c1')
  expect(screen.queryByRole('textbox')).toBeNull()
  others.unmount()
  user = 'ann'
  const again = render(<Panel />, { wrapper: TestProviders })
  await row('c1')
  expect(marked()).toEqual(['c1', 'c3'])
  expect(screen.getByRole('textbox').closest('input')?.value).toBe('By others.')
  await userEvent.click(screen.getByRole('button', { name: 'Rejected' }))
  await screen.findByText('2 changes: rejected, commented.')
  again.unmount()
  render(<Panel />, { wrapper: TestProviders })
  await row('c1')
  expect(screen.queryByRole('textbox')).toBeNull()
})

test('what is selected waits for the list', () => {
  const { result, rerender } = renderHook(({ ids }) => useMarking(ids?.map((id) => ({ id })), ['c2', 'c9']), {
    initialProps: { ids: undefined as string[] | undefined },
  })
  expect(result.current.ids).toEqual([])
  rerender({ ids: ['c1', 'c2'] })
  expect(result.current.ids).toEqual(['c2'])
})

test('a click with Shift selects all in between, one with Ctrl one more', async () => {
  render(<Panel />, { wrapper: TestProviders })
  const user = userEvent.setup()
  await user.click(await row('c1'))
  await user.keyboard('{Shift>}')
  await user.click(await row('c3'))
  await user.keyboard('{/Shift}')
  expect(marked()).toEqual(['c1', 'c2', 'c3'])
  await user.keyboard('{Control>}')
  await user.click(await row('c2'))
  await user.keyboard('{/Control}')
  expect(marked()).toEqual(['c1', 'c3'])
})

test('keys alone select: blank one, Shift and an arrow the next too, Ctrl and A all', async () => {
  render(<Panel />, { wrapper: TestProviders })
  const user = userEvent.setup()
  await row('c1')
  screen.getByRole('listbox').focus()
  await user.keyboard('{ArrowDown}{ArrowDown} ')
  expect(marked()).toEqual(['c2'])
  await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
  expect(marked()).toEqual(['c2', 'c3', 'c4'])
  await user.keyboard('{Control>}a{/Control}')
  expect(marked()).toEqual(['c1', 'c2', 'c3', 'c4'])
})

test('what a filter hides is not selected any more, and entries that are not saved never are', () => {
  const { result, rerender } = renderHook(({ ids }) => useMarking(ids.map((id) => ({ id }))), {
    initialProps: { ids: ['c1', 'c2', 'new 1'] },
  })
  act(() => result.current.markAll())
  expect(result.current.ids).toEqual(['c1', 'c2'])
  rerender({ ids: ['c2'] })
  expect(result.current.ids).toEqual(['c2'])
  rerender({ ids: ['c1', 'c2'] })
  expect(result.current.ids).toEqual(['c2'])
})
