import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from './api'
import { useLiveProject, useLiveSession, useLiveSheet } from './live'
import { connectLiveSource, type ChangeListener, type SessionListener, type SheetIds } from './liveSource'

let listener: SessionListener
/** Of sheets and projects. */
let listening: ChangeListener
let sheets: SheetIds[]
let asked: string[]
let answer: (path: string) => Response

const refused = () => Response.json({ code: 'unavailable', detail: 'Try again.' }, { status: 503 })

beforeEach(() => {
  ;[sheets, asked] = [[], []]
  answer = (path) =>
    Response.json({
      session_id: 's',
      comparison_id: path.split('/').at(-1),
      comparisons: [],
      drawings: [],
      sessions: [],
      next_page_token: null,
      set_summary_is_due: false,
      revision: asked.length,
    })
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    return Promise.resolve(answer(pathname))
  })
  connectApi({ baseUrl: 'http://api.test', token: () => Promise.resolve(null) })
  connectLiveSource({
    followSession: (_id, given) => {
      listener = given
      return () => undefined
    },
    followSheet: (sheet, given) => {
      sheets.push(sheet)
      listening = given
      return () => void sheets.pop()
    },
    followProject: (_id, given) => {
      listening = given
      given.connection('live')
      return () => undefined
    },
  })
})
afterEach(cleanup)

function hooked<R, P>(hook: (props: P) => R, initialProps: P, retry: number | false = false) {
  const client = new QueryClient({ defaultOptions: { queries: { retry, retryDelay: 30, staleTime: 10_000 } } })
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  return renderHook(hook, { wrapper, initialProps })
}

const followed = () => hooked(() => useLiveSession('s'), null).result

test('what could not be asked again is shown, and not as live', async () => {
  const live = followed()
  await waitFor(() => expect(live.current.session).toBeDefined())
  expect(live.current.connection).toBeNull() // nobody has said yet
  act(() => listener.connection('live'))
  expect(live.current.connection).toBe('live')
  answer = refused
  act(() => listener.changed())
  await waitFor(() => expect(live.current.connection).toBe('reconnecting'))
  expect(live.current.session).toBeDefined()
  expect(live.current.error?.isTransient).toBe(true)
})

test('a session that is ours no more is told as an error', async () => {
  const live = followed()
  await waitFor(() => expect(live.current.session).toBeDefined())
  answer = () => Response.json({ code: 'not_found', detail: 'There is none.' }, { status: 404 })
  act(() => listener.changed())
  await waitFor(() => expect(live.current.error?.status).toBe(404))
  expect(live.current.error?.isTransient).toBe(false)
})

test('a sheet is asked for again when its session has changed, and nothing else is', async () => {
  const { result } = hooked(() => useLiveSheet('c1'), null)
  await waitFor(() => expect(sheets).toEqual([{ sessionId: 's', comparisonId: 'c1' }]))
  act(() => listening.connection('live'))
  expect(result.current.connection).toBe('live')
  act(() => listening.changed())
  await waitFor(() => expect(result.current.comparison?.revision).toBe(2))
  expect(asked).toEqual(['/api/comparisons/c1', '/api/comparisons/c1'])
})

test('many changes at once are two questions: one now, one for what came since', async () => {
  const { result } = hooked(() => useLiveSheet('c1'), null)
  await waitFor(() => expect(sheets).toHaveLength(1))
  act(() => {
    for (let i = 0; i < 20; i += 1) listening.changed()
  })
  await waitFor(() => expect(result.current.comparison?.revision).toBe(3), { timeout: 2000 })
  expect(asked).toHaveLength(3)
})

test('the sheet that is shown is the one that is followed', async () => {
  const { rerender } = hooked<unknown, string>((id) => useLiveSheet(id), 'c1')
  await waitFor(() => expect(sheets).toEqual([{ sessionId: 's', comparisonId: 'c1' }]))
  rerender('c2')
  await waitFor(() => expect(sheets).toEqual([{ sessionId: 's', comparisonId: 'c2' }]))
})

test('a sheet that cannot be asked for is not live, whatever would be told', async () => {
  const { result } = hooked(() => useLiveSheet('c1'), null)
  await waitFor(() => expect(sheets).toHaveLength(1))
  act(() => listening.connection('live'))
  answer = refused
  act(() => listening.changed())
  await waitFor(() => expect(result.current.connection).toBe('reconnecting'))
  expect(result.current.comparison).toBeDefined()
})

test('a project whose lists cannot be had is not live, however often they are asked for', async () => {
  const { result } = hooked(() => useLiveProject('p'), null, 2)
  await waitFor(() => expect(result.current.sessions).toBeDefined())
  expect(result.current.connection).toBe('live')
  answer = refused
  const asking = setInterval(() => listening.changed(), 40) // sooner than its retries
  await waitFor(() => expect(result.current.connection).toBe('reconnecting'), { timeout: 4000 })
  clearInterval(asking)
  answer = () => Response.json({ drawings: [], sessions: [], next_page_token: null })
  act(() => listening.changed())
  await waitFor(() => expect(result.current.connection).toBe('live'), { timeout: 4000 })
})
