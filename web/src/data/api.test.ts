import { beforeEach, expect, test, vi } from 'vitest'
import { api, connectApi, fetchRaw, linkTo, ok } from './api'
import { ApiError, messageOf } from './errors'

let asked: Request[]
let answers: (Response | Error)[]
let refused: number

beforeEach(() => {
  asked = []
  answers = []
  refused = 0
  vi.stubGlobal('fetch', (input: Request | string, init?: RequestInit) => {
    asked.push(input instanceof Request ? input : new Request(input, init))
    const answer = answers.shift() ?? Response.json({})
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  })
  connectApi({
    baseUrl: '',
    token: () => Promise.resolve('secret'),
    onRefused: () => void (refused += 1),
    retryAfterMs: [1, 1],
  })
})

const project = { params: { path: { project_id: 'p1' } } }
const read = () => ok(api().GET('/api/projects/{project_id}', project))
const write = () =>
  ok(
    api().POST('/api/projects', {
      body: { name: 'N', description: '', client_name: '', location: '', project_number: '' },
    }),
  )
const lost = () => new TypeError('failed to fetch')

async function errorOf(call: () => Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call().catch((reason: unknown) => reason)
  if (!(error instanceof ApiError)) throw new Error(`not an ApiError: ${messageOf(error)}`)
  return error
}

test('what the API says of an error is what people read', async () => {
  const body = { code: 'file_too_large', detail: 'Split the set.', request_id: 'r7' }
  const headers = { 'Content-Type': 'application/problem+json' }
  answers = [new Response(JSON.stringify(body), { status: 413, headers })]
  const error = await errorOf(read)
  expect(error).toMatchObject({ status: 413, ...{ code: 'file_too_large', requestId: 'r7' } })
  expect(messageOf(error)).toBe('Split the set.')
  expect(error.isTransient).toBe(false)
})

test('an error that is none of the API has words too', async () => {
  answers = [new Response('<h1>Bad gateway</h1>', { status: 502 })]
  const error = await errorOf(read)
  expect(error.detail).toContain('502')
  expect(error.isTransient).toBe(true)
})

test('no answer is an error that says so', async () => {
  answers = [lost()]
  const error = await errorOf(read)
  expect(error.isUnreachable).toBe(true)
  expect(error.detail).toContain('connection')
})

test('the token goes along, and one that is refused is told of', async () => {
  answers = [Response.json({ code: 'token_refused', detail: 'Sign in again.' }, { status: 401 })]
  await errorOf(read)
  expect(asked[0]?.headers.get('Authorization')).toBe('Bearer secret')
  expect(refused).toBe(1)
})

test('a POST whose answer was lost is sent again with the same key: it is done once', async () => {
  answers = [lost(), lost(), Response.json({ project_id: 'p1' }, { status: 201 })]
  expect(await write()).toEqual({ project_id: 'p1' })
  const sent = asked.map((request) => request.headers.get('Idempotency-Key'))
  expect(sent).toHaveLength(3)
  expect(new Set(sent).size).toBe(1)
  expect(sent[0]).toBeTruthy()
  const bodies = await Promise.all(asked.map((request) => request.text()))
  expect(bodies.map((body) => (JSON.parse(body) as { name: string }).name)).toEqual(['N', 'N', 'N'])
})

test('two POSTs have two keys', async () => {
  await write()
  await write()
  expect(asked[0]?.headers.get('Idempotency-Key')).not.toBe(asked[1]?.headers.get('Idempotency-Key'))
})

test('a link is followed from the API it came from', () => {
  expect(linkTo('/api/files/abc')).toBe('http://localhost:3000/api/files/abc')
  connectApi({ baseUrl: 'https://api.example', token: () => Promise.resolve(null) })
  expect(linkTo('/api/files/abc')).toBe('https://api.example/api/files/abc')
  expect(linkTo('https://cdn.example/abc')).toBe('https://cdn.example/abc')
  expect(linkTo(null)).toBeNull()
})

test('what is no JSON is asked for with the same sign-in and fails in the same way', async () => {
  answers = [Response.json({ code: 'gone', detail: 'This link has run out.' }, { status: 410 })]
  const error = await errorOf(() => fetchRaw('/api/x'))
  expect(error.detail).toBe('This link has run out.')
  expect(asked[0]?.headers.get('Authorization')).toBe('Bearer secret')
})
