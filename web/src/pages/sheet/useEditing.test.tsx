import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from '../../data/api'
import { connectKept } from '../../data/kept'
import type { Change, Comparison } from '../../data/types'
import { ToastProvider } from '../../ui'
import { change } from './sampleChange'
import { useEditing, type Editing } from './useEditing'

let user: string | null
let answer: () => Response
let sent: unknown[]

beforeEach(() => {
  ;[user, sent] = ['ann', []]
  answer = () => Response.json({})
  connectKept(() => user)
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(await request.json())
    return answer()
  })
  connectApi({ baseUrl: 'http://api.test', token: () => Promise.resolve(null) })
})
afterEach(() => {
  cleanup()
  sessionStorage.clear()
  connectKept(() => null)
})

function around({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <ToastProvider>{children}</ToastProvider>
    </QueryClientProvider>
  )
}

const comparison = { comparison_id: 'c', session_id: 's', revision: 3 } as Comparison
const LIST = [change('c1'), change('c2')]

function edited(changes: Change[] | null = LIST) {
  return renderHook<Editing, { changes: Change[] | undefined }>(
    (props) =>
      useEditing({
        viewer: null,
        comparison,
        isListKnown: props.changes !== undefined,
        frame: null,
        isOn: true,
        onSelect: () => undefined,
        ...props,
      }),
    { wrapper: around, initialProps: { changes: changes ?? undefined } },
  )
}

test('edits outlast a sign-in that has run out, for who made them alone', async () => {
  answer = () => Response.json({ code: 'token_refused', detail: 'Sign in again.' }, { status: 401 })
  const first = edited()
  act(() => first.result.current.edit('c1', { label: 'Door 12' }))
  await act(async () => expect(await first.result.current.save()).toBe(false))
  first.unmount()
  user = 'bob'
  const others = edited()
  expect(others.result.current.isDirty).toBe(false)
  others.unmount()
  user = 'ann'
  const again = edited()
  expect([...again.result.current.history.now]).toMatchObject([['c1', { label: 'Door 12' }]])
  expect(again.result.current.isResumed).toBe(true)
  act(() => again.result.current.undo())
  expect(again.result.current.isDirty).toBe(false)
})

test('what was saved or discarded does not come back', async () => {
  for (const end of ['save', 'discard'] as const) {
    const { result, unmount } = edited()
    act(() => result.current.edit('c1', { label: 'Door 12' }))
    await act(async () => {
      await result.current[end]()
    })
    unmount()
    const again = edited()
    expect(again.result.current.isDirty).toBe(false)
    again.unmount()
  }
  expect(sent).toHaveLength(1)
})

test('nothing is saved over what somebody else has changed until that is settled', async () => {
  const { result, rerender } = edited()
  act(() => result.current.edit('c1', { label: 'Mine' }))
  rerender({ changes: [change('c1', { label: 'Theirs' }), change('c2')] })
  await act(async () => expect(await result.current.save()).toBe(false))
  expect(sent).toEqual([])
  expect(result.current.isSettling).toBe(true)
  const [conflict] = result.current.conflicts
  if (!conflict) throw new Error('no conflict')
  act(() => result.current.keepMine(conflict))
  expect(result.current.isSettling).toBe(false)
  await act(async () => expect(await result.current.save()).toBe(true))
  expect(sent).toMatchObject([{ expected_revision: 3, regions: [{ change_id: 'c1', label: 'Mine' }] }])
})

test('what somebody else did to other entries is no conflict, and mine are saved with it', async () => {
  const { result, rerender } = edited()
  act(() => result.current.edit('c1', { label: 'Mine' }))
  rerender({ changes: [change('c1')] })
  expect(result.current.conflicts).toEqual([])
  await act(async () => expect(await result.current.save()).toBe(true))
})

test('while the list is loaded anew nothing is taken for deleted', () => {
  const { result, rerender } = edited()
  act(() => result.current.edit('c1', { label: 'Mine' }))
  rerender({ changes: undefined })
  expect(result.current.conflicts).toEqual([])
})

test('a deletion is neither said nor taken for done before the list is there', async () => {
  const first = edited()
  act(() => first.result.current.edit('c1', { isDeleted: true }))
  first.unmount()
  const { result, rerender } = edited(null)
  expect(result.current.canSave).toBe(false)
  await act(async () => expect(await result.current.save()).toBe(false))
  expect(result.current.isDirty).toBe(true)
  rerender({ changes: LIST })
  await act(async () => expect(await result.current.save()).toBe(true))
  expect(sent).toMatchObject([{ regions: [{ action: 'deleted', change_id: 'c1' }] }])
})

test('what both have deleted is not said again', async () => {
  const { result, rerender } = edited()
  act(() => result.current.edit('c1', { isDeleted: true }))
  rerender({ changes: [change('c2')] })
  await act(async () => expect(await result.current.save()).toBe(true))
  expect(sent).toEqual([])
  await waitFor(() => expect(result.current.isDirty).toBe(false))
})

test('the letters of a label are one step back', () => {
  const { result } = edited()
  for (const label of ['D', 'Do', 'Doo', 'Door']) act(() => result.current.edit('c1', { label }, true))
  act(() => result.current.edit('c2', { label: 'Gate' }, true))
  act(() => result.current.undo())
  expect([...result.current.history.now]).toMatchObject([['c1', { label: 'Door' }]])
  act(() => result.current.undo())
  expect(result.current.isDirty).toBe(false)
})
