/** The API as typed calls: `ok(api().GET('/api/projects/{project_id}', { params }))`. */
import createClient, { type Client, type Middleware } from 'openapi-fetch'
import { ApiError, errorOf, reached, unreachable } from './errors'
import type { paths } from './openapi'

export interface ApiOptions {
  /** Before `/api`; empty for the page's own server. */
  baseUrl: string
  /** The bearer token to send, `null` where none is needed. */
  token: () => Promise<string | null>
  /** Called when the API does not believe the token (any more). */
  onRefused?: () => void
  /** Waits between tries of a request that got no answer, in milliseconds. */
  retryAfterMs?: readonly number[]
}

type Api = Client<paths>

function createApi(options: ApiOptions): Api {
  const client = createClient<paths>({
    baseUrl: originOf(options.baseUrl),
    fetch: (request) => tried(request, options.retryAfterMs ?? [400, 1600]),
  })
  client.use(signed(options), refusing(options))
  return client
}

let connected: { api: Api; options: ApiOptions } | null = null

/** Set the one API of the page. */
export function connectApi(options: ApiOptions): void {
  connected = { api: createApi(options), options }
}

/** The API of the page. */
export function api(): Api {
  if (!connected) throw new Error('connectApi was not called')
  return connected.api
}

/** A link of an answer as the browser can follow it: links are relative to the API. */
export function linkTo(url: string): string
export function linkTo(url: string | null): string | null
export function linkTo(url: string | null): string | null {
  if (url === null) return null
  return new URL(url, originOf(connected?.options.baseUrl ?? '')).href
}

function originOf(baseUrl: string): string {
  return baseUrl === '' ? window.location.origin : baseUrl
}

/** The answer's body; a call that failed has thrown an ApiError. */
export async function ok<T>(answer: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data, response } = await answer
  if (!response.ok) throw await errorOf(response)
  return data as T
}

/** Ask for what is no JSON (events, files) with the caller's sign-in; throws ApiError. */
export async function fetchRaw(path: string, init: RequestInit = {}): Promise<Response> {
  if (!connected) throw new Error('connectApi was not called')
  const { options } = connected
  const headers = new Headers(init.headers)
  const token = await options.token()
  if (token) headers.set('Authorization', `Bearer ${token}`)
  const response = await reached(linkTo(path), { ...init, headers })
  if (response.status === 401) options.onRefused?.()
  if (!response.ok) throw await errorOf(response)
  return response
}

function signed(options: ApiOptions): Middleware {
  return {
    async onRequest({ request }) {
      const token = await options.token()
      if (token) request.headers.set('Authorization', `Bearer ${token}`)
      if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
        request.headers.set('Idempotency-Key', crypto.randomUUID())
      }
      return request
    },
  }
}

function refusing(options: ApiOptions): Middleware {
  return {
    async onResponse({ response }) {
      if (response.ok || response.status === 304) return
      if (response.status === 401) options.onRefused?.()
      throw await errorOf(response)
    },
    onError({ error }) {
      return error instanceof ApiError ? error : unreachable()
    },
  }
}

/** Send a POST again when no answer came: its Idempotency-Key makes that harmless. */
async function tried(request: Request, waitsMs: readonly number[]): Promise<Response> {
  const tries = request.headers.has('Idempotency-Key') ? waitsMs : []
  for (const waitMs of tries) {
    try {
      return await fetch(request.clone())
    } catch {
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
  return fetch(request)
}
