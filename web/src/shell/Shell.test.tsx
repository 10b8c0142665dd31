import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { network } from '../data/network'
import { StartContext } from '../data/session'
import { SingleUser } from '../data/signIn'
import '../ui/testDialogs'
import { useCrumbs } from './crumbs'
import { Shell } from './Shell'
import { setCharacterKeys, useShortcuts } from './shortcuts'

let ran: string[]

function Page() {
  useCrumbs({ label: 'Clinic', to: '/projects/p1' })
  useShortcuts('Page', [
    { keys: ['x', 'ArrowDown'], label: 'Go on', run: (event) => void ran.push(event.key) },
  ])
  return <input aria-label="Field" />
}

function open(): void {
  const routes = [{ element: <Shell />, children: [{ index: true, element: <Page /> }] }]
  const start = {
    config: { source: 'sse' as const, api_url: '', sign_in: 'none' as const },
    signIn: new SingleUser(),
  }
  render(
    <StartContext value={start}>
      <QueryClientProvider client={new QueryClient()}>
        <RouterProvider router={createMemoryRouter(routes)} />
      </QueryClientProvider>
    </StartContext>,
  )
}

beforeEach(() => {
  ran = []
  localStorage.clear()
  vi.stubGlobal('scrollTo', () => undefined)
})
afterEach(cleanup)

test('the header says where the page is, and the window too', () => {
  open()
  expect(screen.getByRole('link', { name: 'Clinic' }).getAttribute('aria-current')).toBe('page')
  expect(document.title).toBe('Clinic · BuildTrace')
})

test('without a network everybody is told, until it is back', () => {
  const offline = vi.spyOn(network, 'isOffline').mockReturnValue(true)
  open()
  expect(screen.getByRole('alert').textContent).toContain('You are offline')
  expect(screen.getByText('Offline')).toBeTruthy()
  offline.mockReturnValue(false)
  act(() => void window.dispatchEvent(new Event('online')))
  expect(screen.queryByRole('alert')).toBeNull()
})

test('keys run the shortcuts of the page, but are letters where one types', async () => {
  open()
  await userEvent.keyboard('x{ArrowDown}')
  expect(ran).toEqual(['x', 'ArrowDown'])
  await userEvent.type(screen.getByLabelText('Field'), 'x')
  expect(ran).toHaveLength(2)
})

test('where single letters are off, other keys stay', async () => {
  setCharacterKeys(false)
  open()
  await userEvent.keyboard('x?{ArrowDown}')
  expect(ran).toEqual(['ArrowDown'])
})

test('the help lists what works on this page, and holds the keys while it is open', async () => {
  open()
  await userEvent.keyboard('?')
  const help = screen.getByRole('dialog', { name: 'Keyboard' })
  expect(help.textContent).toContain('Go on')
  expect(help.textContent).toContain('Go to the projects')
  await userEvent.keyboard('x')
  expect(ran).toEqual([])
})
