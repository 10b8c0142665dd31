/** What went wrong, as the API said it: a code for programs, words that say what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    /** HTTP's; 0 when there was no answer. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId: string | null = null,
  ) {
    super(detail)
  }

  /** Whether nothing answered: the network is gone, or the server. */
  get isUnreachable(): boolean {
    return this.status === 0
  }

  /** Whether the same request may go through a moment later. */
  get isTransient(): boolean {
    return this.isUnreachable || this.status === 429 || this.status >= 500
  }
}

/** The error of an answer that is no success. */
export async function errorOf(response: Response): Promise<ApiError> {
  const requestId = response.headers.get('X-Request-Id')
  const problem = await problemOf(response)
  return new ApiError(
    response.status,
    problem.code ?? 'unexpected',
    problem.detail ?? `The server answered ${response.status}. Try again in a minute.`,
    problem.request_id ?? requestId,
  )
}

export function unreachable(): ApiError {
  return new ApiError(0, 'unreachable', 'The server does not answer. Check your connection.')
}

/** Ask by `fetch`; throws ApiError when nothing answers, and what ended the call when it was ended. */
export async function reached(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw unreachable()
  }
}

/** Ask by `fetch`; throws ApiError unless the answer is a success. */
export async function fetched(url: string, init?: RequestInit): Promise<Response> {
  const response = await reached(url, init)
  if (!response.ok) throw await errorOf(response)
  return response
}

/** Any thrown value as words for a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something unexpected happened. Try again.'
}

interface Problem {
  code?: string
  detail?: string
  request_id?: string
}

async function problemOf(response: Response): Promise<Problem> {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return {}
  try {
    return (await response.json()) as Problem
  } catch {
    return {} // cut off: the status says what can be said
  }
}
