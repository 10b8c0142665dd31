import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createMemoryRouter, Link, RouterProvider } from 'react-router'
import { afterEach, expect, test } from 'vitest'
import '../../ui/testDialogs'
import { LeaveGuard } from './LeaveGuard'

let isForgotten = false

function Sheet({ isDirty }: { isDirty: boolean }) {
  return (
    <>
      <LeaveGuard isDirty={isDirty} onLeave={() => void (isForgotten = true)} />
      <Link to="?change=c1">c1</Link>
      <Link to="/elsewhere">away</Link>
    </>
  )
}

function opened(isDirty: boolean) {
  const routes = [
    { path: '/', element: <Sheet isDirty={isDirty} /> },
    { path: '/elsewhere', element: <p>elsewhere</p> },
  ]
  const router = createMemoryRouter(routes)
  render(<RouterProvider router={router} />)
  return router
}

afterEach(cleanup)

test('nobody leaves with unsaved edits unasked', async () => {
  const router = opened(true)
  await userEvent.click(screen.getByText('away'))
  expect(router.state.location.pathname).toBe('/')
  await userEvent.click(screen.getByText('Stay'))
  expect(screen.queryByRole('dialog')).toBeNull()
  await userEvent.click(screen.getByText('away'))
  expect(isForgotten).toBe(false)
  await userEvent.click(screen.getByText('Leave without them'))
  expect(isForgotten).toBe(true)
  await screen.findByText('elsewhere')
})

test('to select another change is not to leave', async () => {
  const router = opened(true)
  await userEvent.click(screen.getByText('c1'))
  expect(router.state.location.search).toBe('?change=c1')
})

test('without edits nothing is asked', async () => {
  opened(false)
  await userEvent.click(screen.getByText('away'))
  await screen.findByText('elsewhere')
})

test.each([true, false])('the browser asks before the page is closed only while there are edits: %s', (isDirty) => {
  opened(isDirty)
  const closing = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(closing)
  expect(closing.defaultPrevented).toBe(isDirty)
})
