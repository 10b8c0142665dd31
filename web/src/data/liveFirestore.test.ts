import type { Firestore } from 'firebase/firestore'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FirestoreSource } from './liveFirestore'
import type { ChangeListener, Connection } from './liveSource'

interface Snapshot {
  metadata: { fromCache: boolean }
  data: () => undefined
}
interface Listening {
  of: unknown
  next: (snapshot: Snapshot) => void
  failed: () => void
  isStopped: boolean
}
let listening: Listening[]

vi.mock('firebase/firestore', () => ({
  doc: (_database: unknown, ...path: string[]) => path.join('/'),
  collection: (_database: unknown, name: string) => name,
  where: (...words: string[]) => words.join(' '),
  query: (...parts: string[]) => parts.join(' where '),
  onSnapshot: (of: unknown, _options: unknown, next: Listening['next'], failed: Listening['failed']) => {
    const one = { of, next, failed, isStopped: false }
    listening.push(one)
    return () => {
      one.isStopped = true
    }
  },
}))

// What is asked of it is mocked.
const nothing: unknown = {}
const source = new FirestoreSource(nothing as Firestore)
let states: Connection[]
let changes: number
let stop: () => void
const listener: ChangeListener = {
  changed: () => void (changes += 1),
  connection: (state) => void states.push(state),
}

beforeEach(() => {
  vi.useFakeTimers()
  ;[listening, states, changes] = [[], [], 0]
  stop = () => undefined
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

const told = { metadata: { fromCache: false }, data: () => undefined }
const kept = { metadata: { fromCache: true }, data: () => undefined }
const followed: [string, () => () => void][] = [
  ['a session', () => source.followSession('s', { ...listener, patched: () => undefined })],
  ['a sheet', () => source.followSheet({ sessionId: 's', comparisonId: 'c' }, listener)],
  ['a project', () => source.followProject('p', listener)],
]

test.each(followed)('%s that Firestore has given up is not called live, and begins anew', (_what, follow) => {
  stop = follow()
  const count = listening.length
  listening[0]?.next(told)
  const before = changes
  listening[0]?.failed()
  expect(changes).toBe(before + 1)
  listening[0]?.next(told) // another of its listeners may still be there
  expect(states).toEqual(['live', 'reconnecting', 'reconnecting'])
  vi.advanceTimersByTime(30_000)
  expect(listening.map(({ isStopped }) => isStopped)).toEqual([...Array<boolean>(count).fill(true), ...Array<boolean>(count).fill(false)])
  listening[count]?.next(told)
  expect(states.at(-1)).toBe('live')
})

test.each(followed)('%s that is followed no more does not begin anew', (_what, follow) => {
  stop = follow()
  const count = listening.length
  listening[0]?.failed()
  stop()
  vi.advanceTimersByTime(60_000)
  expect(listening).toHaveLength(count)
})

test.each(followed)('%s of which only a copy is at hand is not live', (_what, follow) => {
  stop = follow()
  listening[0]?.next(kept)
  expect(states).toEqual(['reconnecting'])
})

test('a sheet hears of its own record, and of its session, which another may follow', () => {
  stop = source.followSheet({ sessionId: 's', comparisonId: 'c' }, listener)
  expect(listening.map(({ of }) => of)).toEqual(['comparisons/c', 'sessions/s'])
  for (const one of listening) one.next(told)
  expect(changes).toBe(2)
})

test('a project asks for its own versions and sessions, as the rules want it', () => {
  stop = source.followProject('p', listener)
  expect(listening.map(({ of }) => of)).toEqual([
    'drawing_versions where project_id == p',
    'sessions where project_id == p',
  ])
})
