/** Uploads under way: they go on while pages change, and after the network was away. */
import { useSyncExternalStore } from 'react'
import { api, linkTo, ok } from './api'
import { ApiError, messageOf } from './errors'
import { network } from './network'
import { beginUpload, PlaceGoneError, sendParts } from './resumable'
import {
  forgetUpload,
  forgetUploads,
  heldUploads,
  holdUpload,
  isFileOf,
  keepUpload,
  keptUploads,
  type Unfinished,
} from './unfinished'

export interface NewUpload {
  projectId: string
  file: File
  drawingName: string
  versionLabel: string
}

/** waiting: for its turn, or for the network. */
export type UploadState = 'waiting' | 'sending' | 'paused' | 'done' | 'failed'

export interface Upload extends NewUpload {
  id: string
  state: UploadState
  sentBytes: number
  error: string | null
  versionId: string | null
}

interface Entry {
  upload: Upload
  /** Where the parts go, once that is known. */
  place: string | null
  stopping: AbortController
  /** Waits for the network. */
  isHeld: boolean
  /** Tells other tabs that it is not sent any more. */
  release: () => void
}

const AT_ONCE = 2
// What is lost when the page is left: the browser gives a file to one page only.
const UNDER_WAY: UploadState[] = ['waiting', 'sending', 'paused']
// How often an upload is begun again that the storage has forgotten.
const MOST_PLACES = 3
const TYPES: Record<string, ContentType> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  tif: 'image/tiff',
  tiff: 'image/tiff',
}
type ContentType = 'application/pdf' | 'image/png' | 'image/jpeg' | 'image/tiff'

/** What kinds of files a file dialog offers. */
export const ACCEPTED = Object.keys(TYPES)
  .map((ending) => `.${ending}`)
  .join(',')

/** The content type by a file's name, `null` for what is no drawing. */
export function drawingType(fileName: string): ContentType | null {
  return TYPES[fileName.split('.').pop()?.toLowerCase() ?? ''] ?? null
}

export class Uploads {
  private entries: Entry[] = []
  private shown: Upload[] = []
  private leftOver: Unfinished[] = []
  private readonly listeners = new Set<() => void>()
  private announcing: Promise<unknown> = Promise.resolve()

  constructor(private readonly onArrived: (upload: Upload) => void = () => undefined) {
    window.addEventListener('online', () => {
      for (const entry of this.entries) entry.isHeld = false
      this.next()
    })
    window.addEventListener('beforeunload', (event) => {
      if (this.entries.some(({ upload }) => UNDER_WAY.includes(upload.state))) event.preventDefault()
    })
    window.addEventListener('focus', () => void this.look()) // another tab may have been closed
    void this.look()
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  list = () => this.shown

  /** Those that a page was closed over, and that no other tab is sending. */
  unfinished = () => this.leftOver

  add(files: NewUpload[]): void {
    for (const file of files) this.enter(file, crypto.randomUUID(), null, 0)
    this.next()
  }

  /**
   * Go on with an upload that a page was closed over.
   *
   * @returns whether it is of that file; with another one, nothing is done.
   */
  goOn({ id, projectId, drawingName, versionLabel, place, sentBytes }: Unfinished, file: File): boolean {
    const kept = this.leftOver.find((one) => one.id === id)
    if (!kept || !isFileOf(kept, file)) return false
    this.leftOver = this.leftOver.filter((one) => one !== kept)
    this.enter({ projectId, file, drawingName, versionLabel }, id, place, sentBytes)
    this.next()
    return true
  }

  /** Go on with those of a project that files are of; returns the other files. */
  goOnWith(projectId: string, files: readonly File[]): { others: File[]; resumed: File[] } {
    const resumed = files.filter((file) => {
      const kept = this.leftOver.find((one) => one.projectId === projectId && isFileOf(one, file))
      return kept !== undefined && this.goOn(kept, file)
    })
    return { resumed, others: files.filter((file) => !resumed.includes(file)) }
  }

  /** Take one that a page was closed over off the list. */
  leave(id: string): void {
    forgetUpload(id)
    this.leftOver = this.leftOver.filter((one) => one.id !== id)
    this.tell()
  }

  /** Whoever signs out leaves nothing behind: neither what is being sent, nor permissions to go on. */
  forget(): void {
    this.stopAll()
    forgetUploads()
  }

  /** Somebody else has signed in: what was being sent waits for whose it is, and theirs is looked for. */
  changeUser(): void {
    this.stopAll()
    void this.look()
  }

  private stopAll(): void {
    for (const { stopping, release } of this.entries) {
      stopping.abort()
      release()
    }
    this.entries = []
    this.leftOver = []
    this.tell()
  }

  private enter(file: NewUpload, id: string, place: string | null, sentBytes: number): void {
    const upload = { ...file, id, state: 'waiting' as const, sentBytes, error: null, versionId: null }
    const entry = { upload, place, stopping: new AbortController(), isHeld: false, release: holdUpload(id) }
    this.entries.push(entry)
    keepUpload(keptOf(entry))
  }

  /** Look for what pages were closed over. */
  private async look(): Promise<void> {
    const held = await heldUploads()
    this.leftOver = keptUploads().filter(({ id }) => !held.has(id) && !this.entry(id))
    this.tell()
  }

  private ended(entry: Entry): void {
    forgetUpload(entry.upload.id)
    entry.release()
  }

  pause(id: string): void {
    this.stop(id, 'paused')
  }

  /** Go on where it stopped, after a pause or a failure. */
  resume(id: string): void {
    const entry = this.entry(id)
    if (entry) {
      entry.isHeld = false
      this.change(entry, { state: 'waiting', error: null })
    }
    this.next()
  }

  /** Take it off the list; what has been announced of it stays a version without a file. */
  remove(id: string): void {
    this.stop(id, 'paused')
    const entry = this.entry(id)
    if (entry) this.ended(entry)
    this.entries = this.entries.filter((other) => other !== entry)
    this.tell()
    this.next()
  }

  private stop(id: string, state: UploadState): void {
    const entry = this.entry(id)
    if (!entry || entry.upload.state === 'done') return
    entry.stopping.abort()
    this.change(entry, { state })
    this.next()
  }

  private readonly next = () => {
    const count = this.entries.filter(({ upload }) => upload.state === 'sending').length
    const waiting = this.entries.filter(
      ({ upload, isHeld }) => upload.state === 'waiting' && !isHeld,
    )
    for (const entry of waiting.slice(0, Math.max(0, AT_ONCE - count))) void this.send(entry)
    this.tell()
  }

  private async send(entry: Entry): Promise<void> {
    entry.stopping = new AbortController()
    const { signal } = entry.stopping
    this.change(entry, { state: 'sending', error: null })
    try {
      await this.sendFrom(entry, signal)
      this.change(entry, { state: 'done' })
      this.ended(entry)
      this.onArrived(entry.upload)
    } catch (error) {
      if (signal.aborted) return // paused or removed: its state says so already
      this.failed(entry, error)
    }
    this.next()
  }

  private async sendFrom(entry: Entry, signal: AbortSignal): Promise<void> {
    for (let tries = 0; tries < MOST_PLACES; tries++) {
      entry.place ??= await this.begin(entry, signal)
      if (entry.place === null) return // it was all there, only the answer was lost
      keepUpload(keptOf(entry))
      try {
        await sendParts(entry.place, entry.upload.file, signal, (sentBytes) => {
          this.change(entry, { sentBytes })
          keepUpload(keptOf(entry))
        })
        return
      } catch (error) {
        if (!(error instanceof PlaceGoneError)) throw error
        entry.place = null
      }
    }
    throw new Error('The storage forgets what is sent to it. Try again in a minute.')
  }

  /** Announce and begin; when the link of the first announcement has run out, once more. */
  private async begin(entry: Entry, signal: AbortSignal): Promise<string | null> {
    try {
      return await this.announce(entry, entry.upload.id, signal)
    } catch (error) {
      if (!(error instanceof PlaceGoneError)) throw error
      return this.announce(entry, crypto.randomUUID(), signal)
    }
  }

  /** Announce after those that began before: versions get their numbers in the order of the list. */
  private announce(entry: Entry, key: string, signal: AbortSignal): Promise<string | null> {
    const turn = this.announcing.then(() => this.announceNow(entry, key, signal))
    this.announcing = turn.catch(() => undefined) // whoever waits for this one only waits
    return turn
  }

  /** Tell the API what comes, and begin; the same key is answered with the same version. */
  private async announceNow(entry: Entry, key: string, signal: AbortSignal): Promise<string | null> {
    const { projectId, file, drawingName, versionLabel } = entry.upload
    const answer = await ok(
      api().POST('/api/projects/{project_id}/uploads', {
        params: { path: { project_id: projectId } },
        headers: { 'Idempotency-Key': key },
        body: {
          drawing_name: drawingName,
          version_label: versionLabel,
          comments: '',
          file_name: file.name,
          file_size: file.size,
          content_type: drawingType(file.name) ?? 'application/pdf',
        },
        signal,
      }),
    )
    this.change(entry, { versionId: answer.version.drawing_version_id })
    const { url, method, headers } = answer
    return beginUpload({ url: linkTo(url), method, headers }, signal)
  }

  private failed(entry: Entry, error: unknown): void {
    entry.isHeld = error instanceof ApiError && error.isUnreachable && network.isOffline()
    if (entry.isHeld) this.change(entry, { state: 'waiting', error: 'Waiting for the network.' })
    else this.change(entry, { state: 'failed', error: messageOf(error) })
  }

  private entry(id: string): Entry | undefined {
    return this.entries.find(({ upload }) => upload.id === id)
  }

  private change(entry: Entry, change: Partial<Upload>): void {
    entry.upload = { ...entry.upload, ...change }
    this.tell()
  }

  private tell(): void {
    this.shown = this.entries.map(({ upload }) => upload)
    for (const listener of this.listeners) listener()
  }
}

function keptOf({ upload: { id, projectId, drawingName, versionLabel, file, sentBytes }, place }: Entry): Unfinished {
  const { name: fileName, size: sizeBytes, lastModified } = file
  return { id, projectId, drawingName, versionLabel, fileName, sizeBytes, lastModified, place, sentBytes, keptAt: Date.now() }
}

let uploads: Uploads | null = null

/** Set what is called when a file has arrived. */
export function connectUploads(onArrived: (upload: Upload) => void): void {
  uploads = new Uploads(onArrived)
}

/** The uploads of the page. */
export function theUploads(): Uploads {
  uploads ??= new Uploads()
  return uploads
}

/** Uploads to a project that a page was closed over. */
export function useUnfinished(projectId: string): Unfinished[] {
  const all = useSyncExternalStore(theUploads().subscribe, theUploads().unfinished)
  return all.filter((upload) => upload.projectId === projectId)
}

export function useUploads(projectId: string): Upload[] {
  const all = useSyncExternalStore(theUploads().subscribe, theUploads().list)
  return all.filter((upload) => upload.projectId === projectId)
}
