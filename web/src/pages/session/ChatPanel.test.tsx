import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from '../../data/api'
import { connectKept } from '../../data/kept'
import type { Session } from '../../data/types'
import { TestProviders } from '../../ui/testProviders'
import { ChatPanel } from './ChatPanel'

let user: string | null
let answer: () => Response | Promise<Response>
let asked: string[]

beforeEach(() => {
  ;[user, asked] = ['ann', []]
  connectKept(() => user)
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    if (input instanceof Request) return Response.json({ conversations: [], messages: [] })
    asked.push((JSON.parse(init?.body as string) as { question: string }).question)
    return answer()
  })
  connectApi({ baseUrl: 'http://api.test', token: () => Promise.resolve(null) })
})
afterEach(() => {
  cleanup()
  sessionStorage.clear()
  connectKept(() => null)
})

const panel = () =>
  render(
    <TestProviders>
      <MemoryRouter>
        <ChatPanel session={{ session_id: 's' } as Session} />
      </MemoryRouter>
    </TestProviders>,
  )
const field = () => screen.getByRole('textbox').closest('textarea')?.value

test('a question that is typed is there again after a sign-in, for who has typed it alone', async () => {
  const first = panel()
  await userEvent.type(screen.getByRole('textbox'), 'Which doors')
  first.unmount()
  user = 'bob'
  const others = panel()
  expect(field()).toBe('')
  others.unmount()
  user = 'ann'
  panel()
  expect(field()).toBe('Which doors')
})

test('a question that the sign-in ran out under can be asked again as it was typed', async () => {
  let refuse: (answer: Response) => void = () => undefined
  answer = () => new Promise((resolve) => (refuse = resolve))
  const first = panel()
  await userEvent.type(screen.getByRole('textbox'), 'Which doors?{Enter}')
  await waitFor(() => expect(asked).toEqual(['Which doors?']))
  expect(field()).toBe('')
  first.unmount() // the page of the sign-in takes its place
  refuse(Response.json({ code: 'token_refused', detail: 'Sign in again.' }, { status: 401 }))
  panel()
  expect(field()).toBe('Which doors?')
  await userEvent.clear(screen.getByRole('textbox'))
  expect([field(), sessionStorage.length]).toEqual(['', 0])
})

test('what was answered does not come back', async () => {
  const end = { conversation_id: 'k', message: { number: 2, role: 'assistant', text: '', citations: [] } }
  answer = () => new Response(`event: answer\ndata: ${JSON.stringify(end)}\n\n`)
  panel()
  await userEvent.type(screen.getByRole('textbox'), 'Which doors?{Enter}')
  await waitFor(() => expect(screen.queryByText('Looking …')).toBeNull())
  expect(field()).toBe('')
  await waitFor(() => expect(sessionStorage).toHaveLength(0))
})
