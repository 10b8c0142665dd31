/**
 * Uploads that a page was closed over: where they go, and which file they are of.
 *
 * A browser gives a file to one page only, so whoever comes back chooses it again; what has arrived
 * of it need not be sent again. Other tabs hold a lock on what they are sending.
 */

import { ownPlace } from './kept'

/** What is kept of an upload until it has ended. */
export interface Unfinished {
  id: string
  projectId: string
  drawingName: string
  versionLabel: string
  fileName: string
  sizeBytes: number
  lastModified: number
  /** Where the parts go; `null` before that is known. A permission to write this one file. */
  place: string | null
  sentBytes: number
  keptAt: number
}

const UPLOADS = 'uploads'
// As long as Cloud Storage keeps what has arrived of a file.
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** All of whoever has signed in that have not ended, of this page and others; the earliest first. */
export function keptUploads(): Unfinished[] {
  const key = ownPlace(UPLOADS)
  try {
    const kept = JSON.parse((key && localStorage.getItem(key)) ?? '[]') as Unfinished[]
    return kept.filter(({ keptAt }) => Date.now() - keptAt < KEPT_MS)
  } catch {
    return [] // of another release
  }
}

/** Keep an upload, in the place of what was kept of it before. */
export function keepUpload(upload: Unfinished): void {
  const all = keptUploads()
  const place = all.findIndex(({ id }) => id === upload.id)
  write(place < 0 ? [...all, upload] : all.with(place, upload))
}

export function forgetUpload(id: string): void {
  const all = keptUploads()
  if (all.some((one) => one.id === id)) write(all.filter((one) => one.id !== id))
}

export function forgetUploads(): void {
  write([])
}

function write(uploads: Unfinished[]): void {
  const key = ownPlace(UPLOADS)
  if (!key) return
  try {
    if (uploads.length > 0) localStorage.setItem(key, JSON.stringify(uploads))
    else localStorage.removeItem(key)
  } catch {
    // Full, or forbidden: an upload that is closed over is then begun again.
  }
}

/** Whether a file is the one that an upload is of, as far as a browser tells. */
export function isFileOf(upload: Unfinished, file: File): boolean {
  return file.name === upload.fileName && file.size === upload.sizeBytes && file.lastModified === upload.lastModified
}

/** Tell other tabs that this one sends it; the answer ends that. */
export function holdUpload(id: string): () => void {
  let end: () => void = () => undefined
  const until = new Promise<void>((resolve) => {
    end = resolve
  })
  void locks()?.request(lockOf(id), () => until)
  return () => end()
}

/** The ids of uploads that some tab is sending. */
export async function heldUploads(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await locks()?.query()) ?? {}
  return new Set(held.flatMap(({ name }) => (name?.startsWith(lockOf('')) ? [name.slice(lockOf('').length)] : [])))
}

const lockOf = (id: string) => `buildtrace.uploads.${id}`

/** Browsers have them on safe addresses only. */
const locks = (): LockManager | undefined => (navigator as Partial<Navigator>).locks
