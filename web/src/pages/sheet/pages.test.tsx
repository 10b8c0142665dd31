import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from '../../data/api'
import type { Comparison } from '../../data/types'
import { DrawingProblem } from './DrawingProblem'
import { frameOf } from './frame'
import { usePagesOf } from './usePagesOf'

const TILES = { error: null, retry: () => undefined }
const page = { page_number: 1, width_pt: 720, height_pt: 360 }

/** The versions whose pages are refused. */
let refused: Set<string>
let asked: string[]

beforeEach(() => {
  ;[refused, asked] = [new Set(), []]
  vi.stubGlobal('fetch', (request: Request) => {
    const version = /drawing-versions\/(\w+)\/pages/.exec(request.url)?.[1] ?? ''
    asked.push(version)
    if (refused.has(version)) return Promise.resolve(Response.json({ code: 'forbidden', detail: 'No.' }, { status: 403 }))
    return Promise.resolve(Response.json({ pages: [page], next_page_token: null }))
  })
  connectApi({ baseUrl: 'http://api.test', token: () => Promise.resolve(null) })
})
afterEach(cleanup)

const comparison = (alignment_grade: string) =>
  ({
    kind: 'matched',
    alignment_grade,
    old_version_id: 'old',
    new_version_id: 'new',
    old_page: 1,
    new_page: 1,
    tiles_url: '/tiles',
    overlay_size: { width_px: 6150, height_px: 1500, dpi: 300, view_scale: 0.5 },
  }) as Comparison

/** What the stage says of a sheet, without its drawing. */
function Stage({ sheet }: { sheet: Comparison }) {
  const { oldPage, newPage, ...pages } = usePagesOf(sheet)
  const frame = frameOf(sheet, oldPage, newPage)
  return (
    <>
      <p>{frame ? 'drawn' : 'blank'}</p>
      <DrawingProblem isWithoutFrame={frame === null} pages={pages} tiles={TILES} />
    </>
  )
}

function open(grade: string): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={client}>
      <Stage sheet={comparison(grade)} />
    </QueryClientProvider>,
  )
  return client
}

test.each(['old', 'new'])('sheets apart whose %s pages are refused say so, and are drawn after a retry', async (which) => {
  refused.add(which)
  open('not_comparable')
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('sizes of its sheets')
  expect(screen.getByText('blank')).toBeTruthy()
  refused.clear()
  asked = []
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await screen.findByText('drawn')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(asked).toEqual([which])
})

test('sheets on one another need no pages, and say nothing of them', async () => {
  refused.add('old').add('new')
  const client = open('good')
  await waitFor(() => expect(client.getQueryCache().getAll().map(({ state }) => state.status)).toEqual(['error', 'error']))
  expect(screen.getByText('drawn')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})
