import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectApi } from './api'
import type { Connection } from './liveSource'
import { EventSource } from './liveEvents'
import { network } from './network'

type Answer = () => Response
let answers: Answer[]
let asked: Request[]
let changes: number
let states: Connection[]
let stop: () => void

/** A stream in chunks as a network gives them: cut anywhere. */
function stream(...chunks: string[]): Answer {
  return () => {
    const bytes = new TextEncoder()
    const body = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(bytes.encode(chunk))
        controller.close()
      },
    })
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  }
}

const problem = (status: number) => () =>
  Response.json({ code: 'x', detail: 'No.' }, { status, headers: { 'X-Request-Id': 'r1' } })

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  asked = []
  changes = 0
  states = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push(new Request(url, init))
    const answer = answers.shift()
    if (!answer) return new Promise(() => undefined) // a stream that stays open and says nothing
    return new Promise((resolve) => resolve(answer()))
  })
  connectApi({ baseUrl: '', token: () => Promise.resolve('secret') })
})

afterEach(() => {
  stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function follow(): void {
  stop = new EventSource().followSession('s1', {
    changed: () => void (changes += 1),
    patched: () => undefined,
    connection: (state) => void states.push(state),
  })
}

const headerOf = (index: number, name: string) => asked[index]?.headers.get(name) ?? null

test('events are heard however the network cuts them', async () => {
  answers = [stream('retry: 2000\n\nid: 1.', '0\nevent: ocr_stage_com', 'plete\ndata: {"a"', ': 1}\n', '\n')]
  follow()
  await vi.advanceTimersByTimeAsync(10)
  expect(changes).toBe(1)
  expect(states).toEqual(['live'])
  expect(asked[0]?.url).toMatch(/\/api\/sessions\/s1\/events$/)
  expect(headerOf(0, 'Authorization')).toBe('Bearer secret')
})

test('after a stream has ended the next goes on from what was told last', async () => {
  answers = [
    stream('id: 1\nevent: a\ndata: {}\n\n', 'id: 2\nevent: b\ndata: {}\n\n'),
    stream('id: 3\nevent: c\ndata: {}\n\n'),
  ]
  follow()
  await vi.advanceTimersByTimeAsync(2000)
  expect([0, 1, 2].map((index) => headerOf(index, 'Last-Event-ID'))).toEqual([null, '2', '3'])
  expect(changes).toBe(3)
})

test('a heartbeat is no event', async () => {
  answers = [stream(': still here\n\n')]
  follow()
  await vi.advanceTimersByTimeAsync(10)
  expect(changes).toBe(0)
})

test('a server that does not answer is asked again, less and less often, then told of', async () => {
  const dead = () => {
    throw new TypeError('failed to fetch')
  }
  answers = [dead, dead, dead, stream('id: 1\nevent: a\ndata: {}\n\n')]
  follow()
  await vi.advanceTimersByTimeAsync(1999)
  expect(asked).toHaveLength(1)
  expect(states).toEqual(['reconnecting'])
  await vi.advanceTimersByTimeAsync(1 + 4000 + 7999)
  expect(asked).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(1)
  expect(states.at(-1)).toBe('live')
  expect(changes).toBe(2) // the event, and what was missed: links have run out meanwhile
})

test('without a network it says offline, and goes on at once when there is one', async () => {
  vi.spyOn(network, 'isOffline').mockReturnValue(true)
  answers = [
    () => {
      throw new TypeError('failed to fetch')
    },
    stream('id: 1\nevent: a\ndata: {}\n\n'),
  ]
  follow()
  await vi.advanceTimersByTimeAsync(10)
  expect(states).toEqual(['offline'])
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(10)
  expect(states).toEqual(['offline', 'live'])
})

test('a session that is not ours to see is not asked for again', async () => {
  answers = [problem(404)]
  follow()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked).toHaveLength(1)
  expect(changes).toBe(1) // its own query says why, also to whom it was ours a moment ago
})

/** A stream that stays open; what is said in it, at which time. */
const open = (...said: [atMs: number, chunk: string][]) => () => {
  const bytes = new TextEncoder()
  const body = new ReadableStream({
    start(controller) {
      for (const [atMs, chunk] of said) setTimeout(() => controller.enqueue(bytes.encode(chunk)), atMs)
    },
  })
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
}

test('a stream in which nothing is heard any more is not called live', async () => {
  answers = [open([0, 'id: 7\nevent: a\ndata: {}\n\n']), stream('id: 8\nevent: b\ndata: {}\n\n')]
  follow()
  await vi.advanceTimersByTimeAsync(19_000)
  expect(states).toEqual(['live'])
  await vi.advanceTimersByTimeAsync(2000)
  expect(states).toEqual(['live', 'reconnecting'])
  await vi.advanceTimersByTimeAsync(2000)
  expect(headerOf(1, 'Last-Event-ID')).toBe('7')
  expect(states.at(-1)).toBe('live')
})

test('heartbeats keep a stream alive in which nothing happens', async () => {
  const beats = Array.from({ length: 30 }, (_, i): [number, string] => [5000 * i, ': still here\n\n'])
  answers = [open(...beats)]
  follow()
  await vi.advanceTimersByTimeAsync(150_000)
  expect(asked).toHaveLength(1)
  expect(states).toEqual(['live'])
})

test('a server that is full is asked again', async () => {
  answers = [problem(503), stream()]
  follow()
  await vi.advanceTimersByTimeAsync(2100)
  expect(asked).toHaveLength(2)
})

test('after its end a session is looked at now and then: people still correct it', async () => {
  answers = [stream('id: 9\nevent: session_complete\ndata: {}\n\n')]
  follow()
  await vi.advanceTimersByTimeAsync(14_000)
  expect(asked).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(headerOf(1, 'Last-Event-ID')).toBe('9')
})

test('one that is followed no more is left alone', async () => {
  answers = [stream('id: 1\nevent: a\ndata: {}\n\n')]
  follow()
  await vi.advanceTimersByTimeAsync(10)
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveLength(1)
})

// --- a sheet ----------------------------------------------------------------------------------

/** Follow a sheet of the session; returns what stops that. */
function followSheet(source: EventSource, comparisonId: string): () => void {
  return source.followSheet(
    { sessionId: 's1', comparisonId },
    { changed: () => void (changes += 1), connection: (state) => void states.push(state) },
  )
}

function look(state: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

test('a sheet hears of changes of its session, and again after its stream was cut', async () => {
  answers = [stream('id: a\nevent: session_changed\ndata: {}\n\n'), open([0, 'id: b\nevent: session_changed\ndata: {}\n\n'])]
  stop = followSheet(new EventSource(), 'c1')
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked.map(({ url }) => new URL(url).pathname)).toEqual(['/api/sessions/s1/changes', '/api/sessions/s1/changes'])
  expect(headerOf(1, 'Last-Event-ID')).toBe('a')
  expect([changes, states]).toEqual([2, ['live', 'live']])
})

test('the next sheet of a session follows the same stream, and asks for what it may have missed', async () => {
  answers = [open([0, 'id: a\nevent: session_changed\ndata: {}\n\n'], [3000, 'id: b\nevent: session_changed\ndata: {}\n\n'])]
  const source = new EventSource()
  const stopFirst = followSheet(source, 'c1')
  await vi.advanceTimersByTimeAsync(1000)
  stopFirst()
  await vi.advanceTimersByTimeAsync(1000)
  stop = followSheet(source, 'c2')
  expect([changes, states]).toEqual([2, ['live', 'live']])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(changes).toBe(3)
  expect(asked.slice(0, 2)).toHaveLength(2) // the second only when the first fell silent
  expect(headerOf(1, 'Last-Event-ID')).toBe('b')
})

test('who signs in again after a refusal hears of changes again', async () => {
  answers = [problem(401), open([0, 'id: a\nevent: session_changed\ndata: {}\n\n'])]
  const source = new EventSource()
  const stopFirst = followSheet(source, 'c1')
  await vi.advanceTimersByTimeAsync(10)
  stopFirst()
  expect(states).toEqual([])
  stop = followSheet(source, 'c1')
  await vi.advanceTimersByTimeAsync(10)
  expect(asked).toHaveLength(2)
  expect(states).toEqual(['live'])
})

test('a stream that no sheet follows any more is closed', async () => {
  answers = [open([0, 'id: a\nevent: session_changed\ndata: {}\n\n'])]
  stop = followSheet(new EventSource(), 'c1')
  await vi.advanceTimersByTimeAsync(10)
  stop()
  await vi.advanceTimersByTimeAsync(6000)
  expect(asked[0]?.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked).toHaveLength(1)
})

test('a page that nobody looks at holds no connection, and misses nothing', async () => {
  answers = [open([0, 'id: a\nevent: session_changed\ndata: {}\n\n']), open()]
  stop = followSheet(new EventSource(), 'c1')
  await vi.advanceTimersByTimeAsync(10)
  look('hidden')
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked).toHaveLength(1)
  expect(asked[0]?.signal.aborted).toBe(true)
  look('visible')
  await vi.advanceTimersByTimeAsync(10)
  expect(headerOf(1, 'Last-Event-ID')).toBe('a')
  expect(states).toEqual(['live', 'live'])
})

test('a page that is opened in the background connects when it is looked at', async () => {
  look('hidden')
  stop = followSheet(new EventSource(), 'c1')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveLength(0)
  look('visible')
  await vi.advanceTimersByTimeAsync(10)
  expect(asked).toHaveLength(1)
})

// --- a project --------------------------------------------------------------------------------

test('the lists of a project are asked for while somebody looks', async () => {
  stop = new EventSource().followProject('p', {
    changed: () => void (changes += 1),
    connection: (state) => void states.push(state),
  })
  await vi.advanceTimersByTimeAsync(6100)
  expect([changes, states]).toEqual([2, ['live']])
  look('hidden')
  await vi.advanceTimersByTimeAsync(6000)
  expect(changes).toBe(2)
})
