import type { Firestore } from 'firebase/firestore'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Connection } from './live'
import { FirestoreSource } from './liveFirestore'

interface Snapshot {
  metadata: { fromCache: boolean }
  data: () => undefined
}
interface Listening {
  next: (snapshot: Snapshot) => void
  failed: () => void
  isStopped: boolean
}
let listening: Listening[]

vi.mock('firebase/firestore', () => ({
  doc: () => ({}),
  onSnapshot: (_of: unknown, _options: unknown, next: Listening['next'], failed: Listening['failed']) => {
    const one = { next, failed, isStopped: false }
    listening.push(one)
    return () => {
      one.isStopped = true
    }
  },
}))

// What is asked of it is mocked.
const nothing: unknown = {}
let states: Connection[]
let changes: number
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  ;[listening, states, changes] = [[], [], 0]
  stop = new FirestoreSource(nothing as Firestore).follow('s', {
    changed: () => void (changes += 1),
    patched: () => undefined,
    connection: (state) => void states.push(state),
  })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

const told = { metadata: { fromCache: false }, data: () => undefined }

test('a listener that Firestore has given up is not called live, and begins anew', () => {
  listening[0]?.next(told)
  listening[0]?.failed()
  listening[0]?.next(told) // another of its listeners may still be there
  expect(states).toEqual(['live', 'reconnecting', 'reconnecting'])
  expect(changes).toBe(1)
  vi.advanceTimersByTime(30_000)
  expect(listening.map(({ isStopped }) => isStopped)).toEqual([true, false])
  listening[1]?.next(told)
  expect(states.at(-1)).toBe('live')
})

test('one that is followed no more does not begin anew', () => {
  listening[0]?.failed()
  stop()
  vi.advanceTimersByTime(60_000)
  expect(listening).toHaveLength(1)
})
