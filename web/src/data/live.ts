/** A session while it goes on: what the records say now, and whether we would hear of more. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError } from './errors'
import { EventSource } from './liveEvents'
import { keys, LINKS_EVERY_MS, sessionQuery } from './queries'
import type { ComparisonRow, Session, SessionProgress } from './types'

/** live: changes arrive; reconnecting: we try again; offline: this device has no network. */
export type Connection = 'live' | 'reconnecting' | 'offline'

export type ChangeOfSession = (session: Session) => Session

export interface LiveListener {
  /** Something has changed: the API knows what. */
  changed: () => void
  /** This has changed; signed links stay as they are. */
  patched: (change: ChangeOfSession) => void
  connection: (state: Connection) => void
}

/** Tells of changes of a session. */
export interface LiveSource {
  /** Follow a session until the returned function is called. */
  follow: (sessionId: string, listener: LiveListener) => () => void
  /** Call back when drawings or sessions of a project may have changed, until that is stopped. */
  followProject: (projectId: string, changed: () => void) => () => void
}

export interface LiveSession {
  session: Session | undefined
  comparisons: ComparisonRow[]
  progress: SessionProgress | undefined
  connection: Connection
  error: ApiError | null
}

let source: LiveSource = new EventSource()

/** Set what tells of changes; server-sent events of the API unless something else is set. */
export function connectLiveSource(other: LiveSource): void {
  source = other
}

// One answer holds every sheet of the session: more often than this nobody could read.
const ASK_EVERY_MS = 700
// What could not be had is not shown as live, and asked for again.
const FAILED_EVERY_MS = 5000
// The set's summary, and corrections of others, come after a session has ended.
const SUMMARY_EVERY_MS = 2000

export function useLiveSession(sessionId: string): LiveSession {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('live')
  const { data, error } = useQuery({
    ...sessionQuery(sessionId),
    refetchInterval: ({ state }) => askAgainMs(state.data, state.error),
  })

  useEffect(() => {
    const asking = throttled(() => {
      void client.invalidateQueries({ queryKey: keys.session(sessionId) })
    }, ASK_EVERY_MS)
    const stop = source.follow(sessionId, {
      changed: asking.call,
      patched: (change) => {
        client.setQueryData(keys.session(sessionId), (now: Session | undefined) => now && change(now))
      },
      connection: setConnection,
    })
    return () => {
      stop()
      asking.cancel()
    }
  }, [client, sessionId])

  return {
    session: data,
    comparisons: data?.comparisons ?? [],
    progress: data?.progress,
    connection: error && connection === 'live' ? 'reconnecting' : connection,
    error: error instanceof ApiError ? error : null,
  }
}

function askAgainMs(session: Session | undefined, error: Error | null): number | false {
  if (error) return error instanceof ApiError && error.isTransient ? FAILED_EVERY_MS : false
  return session?.set_summary_is_due ? SUMMARY_EVERY_MS : LINKS_EVERY_MS
}

/** Keep a project's drawings and sessions as they are now while the calling page is there. */
export function useLiveProject(projectId: string): void {
  const client = useQueryClient()
  useEffect(() => {
    const asking = throttled(() => {
      for (const queryKey of [keys.drawings(projectId), keys.sessions(projectId)]) {
        void client.invalidateQueries({ queryKey })
      }
    }, ASK_EVERY_MS)
    const stop = source.followProject(projectId, asking.call)
    return () => {
      stop()
      asking.cancel()
    }
  }, [client, projectId])
}

/** Call at once, then at most once in a while, and once more after the last call. */
function throttled(run: () => void, everyMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWanted = false
  const tick = () => {
    timer = undefined
    if (isWanted) call()
  }
  const call = () => {
    isWanted = timer !== undefined
    if (isWanted) return
    timer = setTimeout(tick, everyMs)
    run()
  }
  return { call, cancel: () => clearTimeout(timer) }
}
