import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { keys } from '../../data/queries'
import type { Comparison } from '../../data/types'
import { useListAsItStands } from './useListAsItStands'

let listed: number
let asked: number

function Sheet({ comparison }: { comparison: Comparison }) {
  useListAsItStands(comparison)
  const { data } = useQuery({
    queryKey: keys.changes('c'),
    queryFn: () => {
      asked += 1
      return Promise.resolve(listed)
    },
    staleTime: Infinity,
  })
  return <p>{data === undefined ? 'loading' : `${data} changes`}</p>
}

const comparison = (status: string, revision: number, summary_revision = 0) =>
  ({ comparison_id: 'c', status, revision, summary_revision }) as Comparison

function shown(client: QueryClient, one: Comparison) {
  return (
    <QueryClientProvider client={client}>
      <Sheet comparison={one} />
    </QueryClientProvider>
  )
}

afterEach(cleanup)

test.each([
  ['when the sheet has been compared', comparison('pending', 0), comparison('completed', 0)],
  ['when somebody else has corrected it', comparison('completed', 1), comparison('completed', 2)],
])('the change list is asked for again %s', async (_when, before, after) => {
  const client = new QueryClient()
  ;[listed, asked] = [0, 0]
  const { rerender } = render(shown(client, before))
  await screen.findByText('0 changes')
  listed = 3
  rerender(shown(client, after))
  await screen.findByText('3 changes')
})

test.each([
  ['is asked for again when somebody else has decided something', 4, 2],
  ['is not asked for again when the decision was ours, and is known', 3, 1],
])('what was decided %s', async (_what, triage_revision, times) => {
  const client = new QueryClient()
  let triages = 0
  function Triage({ one }: { one: Comparison }) {
    useListAsItStands(one)
    useQuery({
      queryKey: [...keys.comparison('c'), 'triage'],
      queryFn: () => Promise.resolve({ revision: (triages += 1) && 3 }),
      staleTime: Infinity,
    })
    return null
  }
  const decided = (revision: number) => (
    <QueryClientProvider client={client}>
      <Triage one={{ ...comparison('completed', 1), triage_revision: revision }} />
    </QueryClientProvider>
  )
  const { rerender } = render(decided(2))
  await vi.waitFor(() => expect(client.isFetching()).toBe(0))
  rerender(decided(triage_revision))
  await vi.waitFor(() => expect(client.isFetching()).toBe(0))
  expect(triages).toBe(times)
})

test('it is not asked for again when only its summary is another one', async () => {
  const client = new QueryClient()
  ;[listed, asked] = [3, 0]
  const { rerender } = render(shown(client, comparison('completed', 1)))
  await screen.findByText('3 changes')
  rerender(shown(client, comparison('completed', 1, 1)))
  await screen.findByText('3 changes')
  expect(asked).toBe(1)
})
