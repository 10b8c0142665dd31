import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from '../../data/api'
import type { Session } from '../../data/types'
import { ShortcutsProvider } from '../../shell/shortcuts'
import { TestProviders } from '../../ui/testProviders'
import { SidePanel } from './SidePanel'

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ conversations: [], messages: [] })))
  connectApi({ baseUrl: 'http://api.test', token: () => Promise.resolve(null) })
})
afterEach(cleanup)

test('what is typed right after the key of the questions belongs to the question', () => {
  render(
    <TestProviders>
      <MemoryRouter>
        <ShortcutsProvider>
          <SidePanel session={{ session_id: 's', status: 'completed' } as Session} />
        </ShortcutsProvider>
      </MemoryRouter>
    </TestProviders>,
  )
  fireEvent.keyDown(document.body, { key: 'c' })
  expect(document.activeElement).toBe(screen.getByRole('textbox').closest('textarea'))
})
