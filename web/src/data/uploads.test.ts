import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectApi } from './api'
import { network } from './network'
import { connectKept } from './kept'
import { keptUploads } from './unfinished'
import { Uploads, type Upload } from './uploads'

const KIB = 1024
const SIZE = 700 * KIB

/** A bucket as Cloud Storage is one: what is there of each upload, and what it was asked. */
class Bucket {
  arrived = 0
  isDone = false
  isKnown = false
  announced: string[] = []
  parts: string[] = []
  /** Taken from the front: what happens to the next requests instead. */
  trouble: ('network' | 'lost' | 'gone')[] = []

  fetch = async (input: Request | string, init: RequestInit = {}): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(input, init)
    const { signal } = request
    signal.throwIfAborted()
    const answer = await this.answer(request, init)
    signal.throwIfAborted()
    return answer
  }

  private async answer(request: Request, init: RequestInit): Promise<Response> {
    if (request.url.endsWith('/uploads')) return this.announce(request)
    if (request.method === 'POST') return this.begin()
    const trouble = this.trouble.shift()
    if (trouble === 'network') throw new TypeError('failed to fetch')
    if (trouble === 'gone') this.isKnown = false
    const answer = await this.take(request, init)
    if (trouble === 'lost') throw new TypeError('failed to fetch')
    return answer
  }

  private async announce(request: Request): Promise<Response> {
    this.announced.push(request.headers.get('Idempotency-Key') ?? '')
    await request.json()
    const version = { drawing_version_id: `v${new Set(this.announced).size}` }
    const link = { url: '/storage/link', method: 'POST', headers: { 'x-goog-resumable': 'start' } }
    return Response.json({ version, ...link }, { status: 201 })
  }

  private begin(): Response {
    if (this.isDone) return new Response(null, { status: 412 })
    this.isKnown = true
    this.arrived = 0
    return new Response(null, { status: 201, headers: { Location: 'http://bucket/place' } })
  }

  private async take(request: Request, init: RequestInit): Promise<Response> {
    if (!this.isKnown) return new Response(null, { status: 404 })
    const range = request.headers.get('Content-Range') ?? ''
    this.parts.push(range)
    const part = /bytes (\d+)-(\d+)\/(\d+)/.exec(range)
    if (part) {
      expect(Number(part[1])).toBe(this.arrived)
      expect((init.body as Blob).size).toBe(Number(part[2]) + 1 - this.arrived)
      this.arrived = Number(part[2]) + 1
    }
    this.isDone = this.arrived === SIZE
    if (this.isDone) this.isKnown = false
    await Promise.resolve()
    if (this.isDone) return new Response(null, { status: 200 })
    const headers = this.arrived ? { Range: `bytes=0-${this.arrived - 1}` } : {}
    return new Response(null, { status: 308, headers })
  }
}

let bucket: Bucket
let arrived: Upload[]
let uploads: Uploads
let user: string

beforeEach(() => {
  user = 'ann'
  connectKept(() => user)
  bucket = new Bucket()
  arrived = []
  vi.stubGlobal('fetch', bucket.fetch)
  connectApi({ baseUrl: '', token: () => Promise.resolve(null), retryAfterMs: [] })
  uploads = new Uploads((upload) => arrived.push(upload))
})

afterEach(() => {
  vi.unstubAllGlobals()
  connectKept(() => null)
})

function add(): Upload {
  const file = new File([new Uint8Array(SIZE)], 'set.pdf')
  uploads.add([{ projectId: 'p', file, drawingName: 'Permit set', versionLabel: 'Rev 2' }])
  return now()
}

function now(): Upload {
  const last = uploads.list().at(-1)
  if (!last) throw new Error('there is no upload')
  return last
}

const until = (state: Upload['state']) => vi.waitFor(() => expect(now().state).toBe(state))

test('a file goes up in parts, each after the one before', async () => {
  add()
  await until('done')
  expect(bucket.parts).toEqual([
    `bytes */${SIZE}`,
    `bytes 0-${256 * KIB - 1}/${SIZE}`,
    `bytes ${256 * KIB}-${SIZE - 1}/${SIZE}`,
  ])
  expect(now().sentBytes).toBe(SIZE)
  expect(arrived.map((upload) => upload.versionId)).toEqual(['v1'])
})

test('after a break it goes on where it stopped, in the same version', async () => {
  bucket.trouble = [undefined, undefined, 'network'] as never
  add()
  await until('failed')
  expect(now().error).toContain('does not answer')
  uploads.resume(now().id)
  await until('done')
  expect(bucket.announced).toHaveLength(1)
  expect(bucket.parts.filter((part) => part.startsWith('bytes 0-'))).toHaveLength(1)
})

test('a pause stops it, and going on sends nothing twice', async () => {
  let isPaused = false
  const stop = uploads.subscribe(() => {
    if (!isPaused && now().sentBytes > 0) {
      isPaused = true
      uploads.pause(now().id)
    }
  })
  add()
  await until('paused')
  stop()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(bucket.isDone).toBe(false)
  uploads.resume(now().id)
  await until('done')
  expect(bucket.parts.filter((part) => part.startsWith('bytes 0-'))).toHaveLength(1)
})

test('the last answer is lost: nothing is sent again, and no second version is made', async () => {
  bucket.trouble = [undefined, undefined, 'lost'] as never
  add()
  await until('failed')
  expect(bucket.isDone).toBe(true)
  uploads.resume(now().id)
  await until('done')
  expect(new Set(bucket.announced).size).toBe(1)
})

test('an upload that the storage has forgotten is begun again in the same version', async () => {
  bucket.trouble = [undefined, undefined, 'gone'] as never
  add()
  await until('done')
  expect(new Set(bucket.announced).size).toBe(1)
  expect(bucket.arrived).toBe(SIZE)
})

test('without a network it waits, and goes on by itself when there is one', async () => {
  const offline = vi.spyOn(network, 'isOffline').mockReturnValue(true)
  bucket.trouble = [undefined, 'network'] as never
  add()
  await vi.waitFor(() => expect(now().error).toBe('Waiting for the network.'))
  offline.mockReturnValue(false)
  window.dispatchEvent(new Event('online'))
  await until('done')
})

test('two go up at a time, the third waits', () => {
  add()
  add()
  add()
  expect(uploads.list().map((upload) => upload.state)).toEqual(['sending', 'sending', 'waiting'])
  for (const { id } of uploads.list()) uploads.remove(id)
})

test('versions are announced in the order of the list, however long the first takes', async () => {
  const slow = { first: true }
  const plain = bucket.fetch
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    if (slow.first) {
      slow.first = false
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    return plain(input, init)
  })
  const ids = [add().id, add().id]
  await vi.waitFor(() => expect(bucket.announced).toHaveLength(2))
  expect(bucket.announced).toEqual(ids)
  for (const { id } of uploads.list()) uploads.remove(id)
})

test('one that is taken off the list goes nowhere', async () => {
  const { id } = add()
  uploads.remove(id)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(uploads.list()).toEqual([])
  expect(arrived).toEqual([])
})

test('whoever signs out leaves no upload behind, and no permission to write one', async () => {
  const stopped: AbortSignal[] = []
  vi.stubGlobal('fetch', (input: Request | string, init?: RequestInit) => {
    const signal = init?.signal
    if (init?.method !== 'PUT' || !signal) return bucket.fetch(input, init)
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        stopped.push(signal)
        reject(new DOMException('stopped', 'AbortError'))
      })
    })
  })
  add()
  await vi.waitFor(() => expect(keptUploads()[0]?.place).toBe('http://bucket/place'))
  uploads.forget()
  await vi.waitFor(() => expect(stopped).toHaveLength(1))
  expect([uploads.list(), uploads.unfinished(), keptUploads()]).toEqual([[], [], []])
})

test('whoever signs in after another sees none of their uploads; they find them again', async () => {
  vi.stubGlobal('fetch', (input: Request | string, init?: RequestInit) =>
    init?.method === 'PUT' ? new Promise(() => undefined) : bucket.fetch(input, init),
  )
  add()
  await vi.waitFor(() => expect(keptUploads()[0]?.place).toBe('http://bucket/place'))
  user = 'bob'
  uploads.changeUser()
  await Promise.resolve()
  expect([uploads.list(), uploads.unfinished(), keptUploads()]).toEqual([[], [], []])
  user = 'ann'
  uploads.changeUser()
  await vi.waitFor(() => expect(uploads.unfinished().map(({ fileName }) => fileName)).toEqual(['set.pdf']))
  uploads.forget()
})

test.each(['sending', 'paused'])('the browser asks before a page is left whose file is %s', (state) => {
  const leaves = () => {
    const leaving = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(leaving)
    return !leaving.defaultPrevented
  }
  expect(leaves()).toBe(true)
  add()
  const [upload] = uploads.list()
  if (state === 'paused') uploads.pause(upload?.id ?? '')
  expect(uploads.list()[0]?.state).toBe(state)
  expect(leaves()).toBe(false)
  uploads.remove(upload?.id ?? '')
  expect(leaves()).toBe(true)
})

describe('a page that is closed over an upload', () => {
  const set = (name = 'set.pdf', lastModified = 1000) => new File([new Uint8Array(SIZE)], name, { lastModified })

  /** Send a part of a file, then close the page; returns the page that is opened after it. */
  async function reopened(file: File): Promise<Uploads> {
    const stop = uploads.subscribe(() => {
      // As far as the storage sees, a page that is closed.
      if (now().state === 'sending' && now().sentBytes > 0) uploads.pause(now().id)
    })
    uploads.add([{ projectId: 'p', file, drawingName: 'Set', versionLabel: 'Rev 2' }])
    await until('paused')
    stop()
    const page = new Uploads()
    await vi.waitFor(() => expect(page.unfinished()).toHaveLength(1))
    return page
  }

  test('is told of it by the next one, with what has arrived', async () => {
    const page = await reopened(set())
    expect(page.unfinished()[0]).toMatchObject({ fileName: 'set.pdf', versionLabel: 'Rev 2', sizeBytes: SIZE })
    expect(page.unfinished()[0]?.sentBytes).toBe(now().sentBytes)
    page.leave(page.unfinished()[0]?.id ?? '')
  })

  test('has its file go on where it stopped, in the same version', async () => {
    const page = await reopened(set())
    expect(page.goOnWith('p', [set('other.pdf'), set()]).others.map(({ name }) => name)).toEqual(['other.pdf'])
    await vi.waitFor(() => expect(page.list()[0]?.state).toBe('done'))
    expect(bucket.announced).toHaveLength(1)
    expect(bucket.parts.filter((part) => part.startsWith('bytes 0-'))).toHaveLength(1)
    expect(page.unfinished()).toEqual([])
    expect(keptUploads()).toEqual([])
  })

  test.each([
    ['of another name', set('set 2.pdf')],
    ['that was changed since', set('set.pdf', 2000)],
    ['of another size', new File([new Uint8Array(SIZE - 1)], 'set.pdf', { lastModified: 1000 })],
  ])('does not go on with a file %s', async (_which, file) => {
    const page = await reopened(set())
    const [unfinished] = page.unfinished()
    expect(unfinished && page.goOn(unfinished, file)).toBe(false)
    expect(page.goOnWith('another project', [set()]).others).toHaveLength(1)
    expect(page.unfinished()).toHaveLength(1)
    page.leave(unfinished?.id ?? '')
    expect(keptUploads()).toEqual([])
  })

  test('is not told of after a week: the storage has forgotten it', async () => {
    const page = await reopened(set())
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 8 * 24 * 60 * 60 * 1000)
    expect(keptUploads()).toEqual([])
    vi.restoreAllMocks()
    page.leave(page.unfinished()[0]?.id ?? '')
  })
})
