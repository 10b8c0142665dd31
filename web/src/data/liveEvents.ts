/** Changes by the API's server-sent events; one process, no Google. */
import { EventStream } from './eventStream'
import { changeOf } from './liveRows'
import type { ChangeListener, Connection, LiveSource, SessionListener, SheetIds } from './liveSource'

const END = 'session_complete'
const PAUSE_MS = 500
// After its end a session still changes: somebody corrects a sheet, its summary is written again.
const AFTER_END_MS = 15_000
// The next sheet of a session follows the same stream: it is held so long for it.
const HELD_MS = 5000
// The API streams sessions only; a project's lists are asked for, and answered with 304.
const LISTS_EVERY_MS = 3000

export class EventSource implements LiveSource {
  private changes: SessionChanges | null = null

  followSession(sessionId: string, listener: SessionListener): () => void {
    let hasEnded = false
    const stream = new EventStream(
      { path: `/api/sessions/${sessionId}/events` },
      {
        heard: ({ event = '', data }) => {
          if (event === END) hasEnded = true
          const change = changeOf(event, data)
          if (change) listener.patched(change)
          else listener.changed()
        },
        missed: listener.changed,
        connection: listener.connection,
        pauseMs: () => (hasEnded ? AFTER_END_MS : PAUSE_MS),
      },
    )
    stream.start()
    return () => stream.stop()
  }

  followSheet({ sessionId }: SheetIds, listener: ChangeListener): () => void {
    if (this.changes?.sessionId !== sessionId) this.changes = new SessionChanges(sessionId)
    return this.changes.add(listener)
  }

  followProject(_projectId: string, { changed, connection }: ChangeListener): () => void {
    connection('live') // as far as the answers to what is asked say nothing else
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') changed()
    }, LISTS_EVERY_MS)
    return () => clearInterval(timer)
  }
}

/** The changes of one session for all who listen; the stream is open as long as somebody does. */
class SessionChanges {
  private readonly listeners = new Set<ChangeListener>()
  private stream: EventStream | null = null
  private state: Connection | null = null
  private ending: ReturnType<typeof setTimeout> | undefined

  constructor(readonly sessionId: string) {}

  add(listener: ChangeListener): () => void {
    clearTimeout(this.ending)
    this.listeners.add(listener)
    if (this.stream?.isOver) this.close() // whoever has signed in again may hear it
    if (!this.stream) this.open()
    else {
      if (this.state) listener.connection(this.state)
      listener.changed() // what was told until now was told to others
    }
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.ending = setTimeout(this.close, HELD_MS)
    }
  }

  private open(): void {
    const changed = () => this.listeners.forEach((listener) => listener.changed())
    this.stream = new EventStream(
      { path: `/api/sessions/${this.sessionId}/changes`, restsWhenHidden: true },
      {
        heard: changed,
        missed: changed,
        connection: (state) => {
          this.state = state
          this.listeners.forEach((listener) => listener.connection(state))
        },
        pauseMs: () => PAUSE_MS,
      },
    )
    this.stream.start()
  }

  private readonly close = (): void => {
    this.stream?.stop()
    this.stream = null
    this.state = null
  }
}
