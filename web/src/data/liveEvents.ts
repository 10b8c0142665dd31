/** Changes of a session by the API's server-sent events; one process, no Google. */
import type { EventSourceMessage } from 'eventsource-parser'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { fetchRaw } from './api'
import { ApiError, unreachable } from './errors'
import type { Connection, LiveListener, LiveSource } from './live'
import { changeOf } from './liveRows'
import { network } from './network'

const END = 'session_complete'
// Between streams that ended well: the server ends each after some minutes.
const PAUSE_MS = 500
const RECONNECT_MS = 2000
const MOST_MS = 30_000
// The server says every 15 s that it is still there (functions/api/session_stream.py). A network that
// went away without a word leaves the stream open for ever.
const QUIET_MS = 45_000
// After its end a session still changes: somebody corrects a sheet, its summary is written again.
const AFTER_END_MS = 15_000

// The API streams sessions only; a project's lists are asked for, and answered with 304.
const LISTS_EVERY_MS = 3000

export class EventSource implements LiveSource {
  follow(sessionId: string, listener: LiveListener): () => void {
    const stream = new Following(sessionId, listener)
    void stream.run()
    return () => stream.stop()
  }

  followProject(_projectId: string, changed: () => void): () => void {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') changed()
    }, LISTS_EVERY_MS)
    return () => clearInterval(timer)
  }
}

/** One session followed: connects again and again, each time from what it was told last. */
class Following {
  private readonly stopping = new AbortController()
  private lastEventId = ''
  private hasEnded = false
  private failures = 0
  private wake: () => void = () => undefined

  constructor(
    private readonly sessionId: string,
    private readonly listener: LiveListener,
  ) {}

  stop(): void {
    this.stopping.abort()
    window.removeEventListener('online', this.onOnline)
    this.wake()
  }

  private isStopped(): boolean {
    return this.stopping.signal.aborted
  }

  async run(): Promise<void> {
    window.addEventListener('online', this.onOnline)
    while (!this.isStopped()) {
      try {
        await this.listen()
        this.failures = 0
        await this.pause(this.hasEnded ? AFTER_END_MS : PAUSE_MS)
      } catch (error) {
        if (this.isStopped()) return
        if (isFinal(error)) {
          this.listener.changed() // the session's own query says what it is
          return
        }
        this.failures += 1
        this.tell(network.isOffline() ? 'offline' : 'reconnecting')
        await this.pause(Math.min(RECONNECT_MS * 2 ** (this.failures - 1), MOST_MS))
      }
    }
  }

  /** Hear events until the stream ends. */
  private async listen(): Promise<void> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' }
    if (this.lastEventId) headers['Last-Event-ID'] = this.lastEventId
    const response = await fetchRaw(`/api/sessions/${this.sessionId}/events`, {
      headers,
      signal: this.stopping.signal,
    })
    this.tell('live')
    if (this.failures) this.listener.changed() // links run out while nobody hears of it
    this.failures = 0
    if (!response.body) return
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        line.isLost = true
        void events.cancel()
      }, QUIET_MS)
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    const line = { isLost: false }
    const events = response.body
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
      .pipeThrough(new EventSourceParserStream({ onComment: heard }))
      .getReader()
    try {
      heard()
      await this.take(events, heard)
    } finally {
      clearTimeout(timer)
    }
    if (line.isLost) throw unreachable()
  }

  /** Hand on what is heard until there is no more. */
  private async take(
    events: ReadableStreamDefaultReader<EventSourceMessage>,
    heard: () => void,
  ): Promise<void> {
    for (;;) {
      const { done, value } = await events.read()
      if (done) return
      heard()
      if (value.id) this.lastEventId = value.id
      if (value.event === END) this.hasEnded = true
      const change = changeOf(value.event ?? '', value.data)
      if (change) this.listener.patched(change)
      else this.listener.changed()
    }
  }

  private tell(state: Connection): void {
    this.listener.connection(state)
  }

  private readonly onOnline = () => this.wake()

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** Whether asking again is no use: it is not ours to see, or does not exist. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && !error.isTransient
}
