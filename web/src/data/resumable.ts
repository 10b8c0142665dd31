/** Sending a file in parts, as Cloud Storage's resumable uploads take it. */
import { ApiError, reached } from './errors'

// Parts are multiples of this; the first ones are small, so that progress is seen on a slow line.
const STEP_BYTES = 256 * 1024
const MOST_BYTES = 8 * 1024 * 1024
const QUICK_MS = 1000

/** The place of the upload does not take it (any more): it has to be begun again. */
export class PlaceGoneError extends Error {
  override readonly name = 'PlaceGoneError'
}

export interface Link {
  url: string
  method: string
  headers: Record<string, string>
}

/** Begin an upload; returns the place that takes the parts, `null` when the file is there already. */
export async function beginUpload(link: Link, signal: AbortSignal): Promise<string | null> {
  const response = await reached(link.url, { method: link.method, headers: link.headers, signal })
  const place = response.headers.get('Location')
  if (response.status === 412) return null
  if (response.status === 403 || response.status === 400) throw new PlaceGoneError() // run out
  if (!response.ok || place === null) throw refused(response)
  return place
}

/**
 * Send what the place does not have yet, part by part.
 *
 * @param onProgress told how many bytes have arrived.
 * @throws PlaceGoneError the place is gone, with what had arrived.
 */
export async function sendParts(
  place: string,
  file: Blob,
  signal: AbortSignal,
  onProgress: (arrivedBytes: number) => void,
): Promise<void> {
  let arrived = await arrivedAt(place, file.size, signal)
  let partBytes = STEP_BYTES
  while (arrived !== 'all') {
    onProgress(arrived)
    const end = Math.min(arrived + partBytes, file.size)
    const beganMs = performance.now()
    const response = await reached(place, {
      method: 'PUT',
      headers: { 'Content-Range': `bytes ${arrived}-${end - 1}/${file.size}` },
      body: file.slice(arrived, end),
      signal,
    })
    arrived = progressOf(response)
    if (performance.now() - beganMs < QUICK_MS) partBytes = Math.min(partBytes * 2, MOST_BYTES)
  }
  onProgress(file.size)
}

/** Ask the place what has arrived. */
async function arrivedAt(
  place: string,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<number | 'all'> {
  const headers = { 'Content-Range': `bytes */${sizeBytes}` }
  return progressOf(await reached(place, { method: 'PUT', headers, signal }))
}

function progressOf(response: Response): number | 'all' {
  if (response.status === 308) {
    const last = /-(\d+)$/.exec(response.headers.get('Range') ?? '')?.[1]
    return last === undefined ? 0 : Number(last) + 1
  }
  // 412: it is there already; the answer that said so was lost.
  if (response.ok || response.status === 412) return 'all'
  if (response.status === 404 || response.status === 410) throw new PlaceGoneError()
  throw refused(response)
}

function refused(response: Response): ApiError {
  const isTooLarge = response.status === 413
  const detail = isTooLarge
    ? 'The file has changed since it was chosen. Choose it again.'
    : `The storage refused the file (${response.status}). Try again in a minute.`
  return new ApiError(response.status, 'upload_refused', detail)
}
