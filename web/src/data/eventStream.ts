/** One stream of the API's events: connects again and again, each time from what it was told last. */
import type { EventSourceMessage } from 'eventsource-parser'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { fetchRaw } from './api'
import { ApiError, unreachable } from './errors'
import type { Connection } from './liveSource'
import { network } from './network'

const RECONNECT_MS = 2000
const MOST_MS = 30_000
// The server says every 5 s that it is still there (functions/api/paced_stream.py). A network that
// went away without a word leaves the stream open for ever.
const QUIET_MS = 20_000

export interface StreamListener {
  heard: (message: EventSourceMessage) => void
  /** Something may have been missed, or is not ours any more: the API knows. */
  missed: () => void
  connection: (state: Connection) => void
  /** How long to wait after a stream that ended well; the server ends each after some minutes. */
  pauseMs: () => number
}

export interface StreamOptions {
  path: string
  /**
   * Whether nothing is heard while nobody looks at the page. A browser opens six connections to a
   * server that speaks HTTP/1.1: tabs in the background must not take them all.
   */
  restsWhenHidden?: boolean
}

export class EventStream {
  private readonly path: string
  private readonly restsWhenHidden: boolean
  private isStopped = false
  /** Whether nothing more is heard: it is not ours, or was not when we asked last. */
  isOver = false
  private line = new AbortController()
  private lastEventId = ''
  private failures = 0
  private wake: () => void = () => undefined

  constructor(
    { path, restsWhenHidden = false }: StreamOptions,
    private readonly listener: StreamListener,
  ) {
    this.path = path
    this.restsWhenHidden = restsWhenHidden
  }

  /** Begin to listen, until `stop`. */
  start(): void {
    window.addEventListener('online', this.onOnline)
    document.addEventListener('visibilitychange', this.onVisibility)
    void this.run()
  }

  stop(): void {
    this.isStopped = true
    window.removeEventListener('online', this.onOnline)
    document.removeEventListener('visibilitychange', this.onVisibility)
    this.line.abort()
    this.wake()
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      if (this.isResting()) {
        await this.pause()
        continue
      }
      this.line = new AbortController()
      try {
        await this.listen()
        this.failures = 0
        await this.pause(this.listener.pauseMs())
      } catch (error) {
        if (this.line.signal.aborted) continue
        if (isFinal(error)) {
          this.isOver = true
          this.listener.missed()
          return
        }
        this.failures += 1
        this.listener.connection(network.isOffline() ? 'offline' : 'reconnecting')
        await this.pause(Math.min(RECONNECT_MS * 2 ** (this.failures - 1), MOST_MS))
      }
    }
  }

  /** Hear events until the stream ends. */
  private async listen(): Promise<void> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' }
    if (this.lastEventId) headers['Last-Event-ID'] = this.lastEventId
    const response = await fetchRaw(this.path, { headers, signal: this.line.signal })
    this.listener.connection('live')
    if (this.failures) this.listener.missed() // links run out while nobody hears of it
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
      this.listener.heard(value)
    }
  }

  private isResting(): boolean {
    return this.restsWhenHidden && document.visibilityState === 'hidden'
  }

  private readonly onOnline = () => this.wake()

  private readonly onVisibility = () => {
    if (this.isResting()) this.line.abort()
    else this.wake()
  }

  /** Wait so long, or until something wakes us. */
  private pause(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms)
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
