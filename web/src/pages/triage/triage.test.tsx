import { act, cleanup, render, renderHook, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from '../../data/api'
import { connectKept, keep } from '../../data/kept'
import type { Decision } from '../../data/types'
import { TestProviders } from '../../ui/testProviders'
import { TriageControl } from './TriageControl'
import { useCommentDrafts } from './useCommentDrafts'
import { useTriaging } from './useTriaging'

const decision = (change_id: string, revision: number, comment = ''): Decision => ({
  change_id,
  status: 'accepted',
  comment,
  revision,
  decided_by: 'u',
  decided_by_name: 'U',
  decided_at: '2026-01-01T00:00:00Z',
  decided_count: 1,
})
const triage = (revision: number, decisions: Decision[] = []) => ({
  comparison_id: 'c',
  revision,
  counts: null,
  decisions,
})

/** What was said to have been seen, call by call. */
let seen: number[]
let revision: number
let isUp: boolean
/** The comments that were to be saved. */
let said: (string | undefined)[]

beforeEach(() => {
  ;[seen, revision, isUp, said] = [[], 3, true, []]
  vi.stubGlobal('fetch', async (request: Request) => {
    if (!isUp) return Response.json({ code: 'forbidden', detail: 'No.' }, { status: 403 })
    if (request.method === 'GET') return Response.json(triage(revision))
    const body = (await request.json()) as { expected_revision: number; decisions: { change_id: string }[] }
    seen.push(body.expected_revision)
    revision += 2 // somebody else decides something between any two calls
    return Response.json(triage(revision, body.decisions.map(({ change_id }) => decision(change_id, revision))))
  })
  connectApi({ baseUrl: 'http://api.test', token: () => Promise.resolve(null) })
})
afterEach(() => {
  cleanup()
  connectKept(() => null)
  sessionStorage.clear()
})

test('quick decisions of one change do not collide; those of another say what was seen', async () => {
  const { result } = renderHook(() => useTriaging('c', 's'), { wrapper: TestProviders })
  await waitFor(() => expect(result.current.isKnown).toBe(true))
  act(() => {
    result.current.decide('c1', { status: 'rejected' })
    result.current.decide('c1', { status: 'accepted' })
    result.current.decide('c2', { status: 'accepted' })
  })
  await waitFor(() => expect(seen).toHaveLength(3))
  expect(seen).toEqual([3, 5, 3])
  await waitFor(() => expect(result.current.decisions.get('c2')?.revision).toBe(9))
})

test('that a decision was refused is told though another one was made since, or the sheet was left', async () => {
  let refuse: (answer: Response) => void = () => undefined
  vi.stubGlobal('fetch', async (request: Request) => {
    if (request.method === 'GET') return Response.json(triage(3))
    const [first] = ((await request.json()) as { decisions: { change_id: string }[] }).decisions
    if (first?.change_id === 'c1') return new Promise((resolve) => (refuse = resolve))
    return Response.json(triage(4))
  })
  function Sheet() {
    const triaging = useTriaging('c', 's')
    return ['c1', 'c2'].map((id) => (
      <button key={id} type="button" disabled={!triaging.isKnown} onClick={() => triaging.decide(id, { status: 'accepted' })}>
        {id}
      </button>
    ))
  }
  const page = (isOpen: boolean) => <TestProviders>{isOpen && <Sheet />}</TestProviders>
  const { rerender } = render(page(true))
  await waitFor(() => expect(screen.getByRole('button', { name: 'c1' }).hasAttribute('disabled')).toBe(false))
  await userEvent.click(screen.getByRole('button', { name: 'c1' }))
  await userEvent.click(screen.getByRole('button', { name: 'c2' }))
  rerender(page(false))
  refuse(Response.json({ code: 'conflict', detail: 'Somebody else decided c1.' }, { status: 409 }))
  await screen.findByText('Somebody else decided c1.')
})

test('an answer that comes late does not take the place of what others decided since', async () => {
  let answer: () => void = () => undefined
  let asked = 0
  vi.stubGlobal('fetch', async (request: Request) => {
    if (request.method === 'GET') return Response.json((asked += 1) === 1 ? triage(3) : triage(5, [decision('c1', 5, 'of others')]))
    await new Promise<void>((resolve) => (answer = resolve))
    return Response.json(triage(4, [decision('c1', 4)]))
  })
  const { result } = renderHook(() => useTriaging('c', 's'), { wrapper: TestProviders })
  await waitFor(() => expect(result.current.isKnown).toBe(true))
  act(() => result.current.decide('c1', { status: 'accepted' }))
  await waitFor(() => expect(result.current.isBusy).toBe(true))
  act(() => result.current.retry())
  await waitFor(() => expect(result.current.decisions.get('c1')?.comment).toBe('of others'))
  act(() => answer())
  await waitFor(() => expect(result.current.isBusy).toBe(false))
  expect(result.current.decisions.get('c1')?.comment).toBe('of others')
})

test('decisions that could not be loaded are not taken for none', async () => {
  isUp = false
  const { result } = renderHook(() => useTriaging('c', 's'), { wrapper: TestProviders })
  await waitFor(() => expect(result.current.error).not.toBeNull())
  expect(result.current.isKnown).toBe(false)
})

/** The control of the selected change, as the list of changes shows it. */
function Control({ selected, decisions }: { selected: string; decisions: Decision[] }) {
  const known = new Map(decisions.map((one) => [one.change_id, one]))
  const drafts = useCommentDrafts('c', known)
  return (
    <>
      <TriageControl
        key={selected}
        decision={known.get(selected)}
        comparisonId="c"
        onDecide={({ comment }) => said.push(comment)}
        isBusy={false}
        draft={drafts.of(selected)}
        isOvertaken={drafts.isOvertaken(selected)}
        onDraft={(text) => drafts.write(selected, text)}
      />
      <p>{drafts.isDirty ? 'asks before leaving' : 'may leave'}</p>
    </>
  )
}
const field = () => screen.getByRole('textbox').closest('textarea')?.value

test('a comment that is not saved is there again when another change was looked at', async () => {
  const { rerender } = render(<Control selected="c1" decisions={[]} />)
  await userEvent.type(screen.getByRole('textbox'), 'ask the engineer ')
  rerender(<Control selected="c2" decisions={[]} />)
  expect(field()).toBe('')
  expect(screen.getByText('asks before leaving')).toBeTruthy()
  rerender(<Control selected="c1" decisions={[]} />)
  expect(field()).toBe('ask the engineer ')
  await userEvent.click(screen.getByRole('button', { name: 'Save comment' }))
  expect(said).toEqual(['ask the engineer'])
  // It is saved while another change is looked at, and answered by somebody else.
  rerender(<Control selected="c2" decisions={[decision('c1', 4, 'ask the engineer')]} />)
  expect(screen.getByText('may leave')).toBeTruthy()
  rerender(<Control selected="c1" decisions={[decision('c1', 5, 'answered: as drawn')]} />)
  expect(field()).toBe('answered: as drawn')
})

test('a comment that is being typed outlasts a decision in between', async () => {
  const control = (one: Decision | undefined) => <Control selected="c1" decisions={one ? [one] : []} />
  const { rerender } = render(control(undefined))
  await userEvent.type(screen.getByRole('textbox'), 'ask the engineer')
  rerender(control(decision('c1', 4)))
  expect(field()).toBe('ask the engineer')
  rerender(control(decision('c1', 5, 'ask the engineer'))) // it was saved
  rerender(control(decision('c1', 6, 'answered: as drawn')))
  expect(field()).toBe('answered: as drawn')
})

test('a comment that somebody else has saved while one was typed is shown beside it', async () => {
  const control = (one: Decision) => <Control selected="c1" decisions={[one]} />
  const { rerender } = render(control(decision('c1', 3, 'as drawn')))
  await userEvent.type(screen.getByRole('textbox'), '?')
  expect(screen.queryByText(/While you wrote/)).toBeNull()
  rerender(control(decision('c1', 4, 'ask the engineer')))
  expect(screen.getByText(/While you wrote/).textContent).toContain('U saved: “ask the engineer”.')
  expect(field()).toBe('as drawn?')
})

test('a comment that is not saved is there again after a sign-in, for who has written it alone', async () => {
  let user: string | null = 'ann'
  connectKept(() => user)
  const first = render(<Control selected="c1" decisions={[]} />)
  await userEvent.type(screen.getByRole('textbox'), 'which fixture?')
  first.unmount()
  user = 'bob'
  const others = render(<Control selected="c1" decisions={[]} />)
  expect(field()).toBe('')
  others.unmount()
  user = 'ann'
  render(<Control selected="c1" decisions={[]} />)
  expect(field()).toBe('which fixture?')
})

test('a comment is not taken for saved before it is known what was', () => {
  connectKept(() => 'ann')
  keep('comments.c', [['c1', { text: '', over: 'old' }]])
  const { result, rerender } = renderHook(({ known }) => useCommentDrafts('c', known), {
    initialProps: { known: null as ReadonlyMap<string, Decision> | null },
  })
  expect(result.current.of('c1')).toBe('')
  rerender({ known: new Map([['c1', decision('c1', 3, 'old')]]) })
  expect([result.current.of('c1'), result.current.isDirty]).toEqual(['', true])
})

test('what was decided before is asked for when somebody opens it', async () => {
  const urls: string[] = []
  vi.stubGlobal('fetch', (request: Request) => {
    urls.push(request.url)
    return Promise.resolve(Response.json({ history: [decision('c1', 3, 'as drawn'), decision('c1', 1)], next_page_token: null }))
  })
  const control = (count: number) => (
    <TestProviders>
      <Control selected="c1" decisions={[{ ...decision('c1', 3, 'as drawn'), decided_count: count }]} />
    </TestProviders>
  )
  const { rerender } = render(control(1))
  expect(screen.queryByText(/Decided . times/)).toBeNull()
  rerender(control(2))
  expect(urls).toEqual([])
  await userEvent.click(screen.getByText('Decided 2 times'))
  expect((await screen.findAllByRole('listitem')).map((item) => item.textContent)).toHaveLength(2)
  expect(urls).toEqual(['http://api.test/api/comparisons/c/triage/history?limit=200&change_id=c1'])
})
