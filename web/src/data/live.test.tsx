import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from './api'
import { connectLiveSource, useLiveSession, type LiveListener } from './live'

let listener: LiveListener
let answer: () => Response

beforeEach(() => {
  answer = () => Response.json({ session_id: 's', comparisons: [], set_summary_is_due: false })
  vi.stubGlobal('fetch', () => Promise.resolve(answer()))
  connectApi({ baseUrl: 'http://api.test', token: () => Promise.resolve(null) })
  connectLiveSource({
    follow: (_id, given) => {
      listener = given
      return () => undefined
    },
    followProject: () => () => undefined,
  })
})
afterEach(cleanup)

function followed() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  return renderHook(() => useLiveSession('s'), { wrapper }).result
}

test('what could not be asked again is shown, and not as live', async () => {
  const live = followed()
  await waitFor(() => expect(live.current.session).toBeDefined())
  act(() => listener.connection('live'))
  expect(live.current.connection).toBe('live')
  answer = () => Response.json({ code: 'unavailable', detail: 'Try again.' }, { status: 503 })
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
