import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { GivenToken } from '../data/signIn'
import { Boot } from './Boot'

const signIn = new GivenToken()
vi.mock('../data/session', async (original) => ({
  ...(await original<typeof import('../data/session')>()),
  start: () => Promise.resolve({ config: { source: 'sse', api_url: '', sign_in: 'token' }, signIn }),
}))
afterEach(cleanup)

const token = (user: string) => `e30.${btoa(JSON.stringify({ sub: user }))}.x`

test('what was loaded for one person is forgotten before the next one signs in', async () => {
  act(() => signIn.give(token('ann')))
  const onSignedOut = vi.fn()
  render(<Boot onSignedOut={onSignedOut}>the pages</Boot>)
  await screen.findByText('the pages')
  expect(onSignedOut).not.toHaveBeenCalled()
  act(() => signIn.refused())
  await screen.findByRole('button', { name: 'Sign in' })
  expect(onSignedOut).toHaveBeenCalledOnce()
})
