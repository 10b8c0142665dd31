/** Sessions, sheets and projects as they are now, and whether we would hear if they changed. */
import { useQuery, useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError } from './errors'
import { liveSource, type Connection } from './liveSource'
import { comparisonQuery, drawingsQuery, keys, LINKS_EVERY_MS, sessionQuery, sessionsQuery } from './queries'
import type { Comparison, ComparisonRow, Session, SessionProgress } from './types'

// One answer holds every sheet of the session: more often than this nobody could read.
const ASK_EVERY_MS = 700
// What could not be had is not shown as live, and asked for again.
const FAILED_EVERY_MS = 5000
// The set's summary, and corrections of others, come after a session has ended.
const SUMMARY_EVERY_MS = 2000
// Nothing tells that a sheet has been compared, or that its summary is written, but its own answer.
const DUE_EVERY_MS = 1000

export interface LiveSession {
  session: Session | undefined
  comparisons: ComparisonRow[]
  progress: SessionProgress | undefined
  /** `null` until it is known. */
  connection: Connection | null
  error: ApiError | null
}

/** A session while it goes on, and after. */
export function useLiveSession(sessionId: string): LiveSession {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection | null>(null)
  const { data, error } = useQuery({
    ...sessionQuery(sessionId),
    refetchInterval: ({ state }) => askAgainMs(state.error) ?? sessionMs(state.data),
  })

  useEffect(() => {
    const asking = throttled(() => {
      void client.invalidateQueries({ queryKey: keys.session(sessionId) })
    }, ASK_EVERY_MS)
    const stop = liveSource().followSession(sessionId, {
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
    connection: shownAs(connection, error),
    error: error instanceof ApiError ? error : null,
  }
}

export interface LiveSheet {
  comparison: Comparison | undefined
  connection: Connection | null
  error: ApiError | null
  retry: () => void
}

/** One sheet's comparison, as people correct it and its summary is written. */
export function useLiveSheet(comparisonId: string): LiveSheet {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection | null>(null)
  const { data, error, refetch } = useQuery({
    ...comparisonQuery(comparisonId),
    refetchInterval: ({ state }) => askAgainMs(state.error) ?? sheetMs(state.data),
  })
  // Followed when it is there: what changes while it is asked for is told as soon as it is.
  const sessionId = data?.session_id

  useEffect(() => {
    if (sessionId === undefined) return undefined
    const asking = throttled(() => {
      void client.invalidateQueries({ queryKey: keys.comparison(comparisonId), exact: true })
    }, ASK_EVERY_MS)
    const listener = { changed: asking.call, connection: setConnection }
    const stop = liveSource().followSheet({ sessionId, comparisonId }, listener)
    return () => {
      stop()
      asking.cancel()
    }
  }, [client, sessionId, comparisonId])

  return {
    comparison: data,
    connection: shownAs(connection, error),
    error: error instanceof ApiError ? error : null,
    retry: () => void refetch(),
  }
}

/** Keep a project's drawings and sessions as they are now while the calling page is there. */
export function useLiveProject(projectId: string) {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection | null>(null)
  const drawings = useQuery(drawingsQuery(projectId))
  const sessions = useQuery(sessionsQuery(projectId))

  useEffect(() => {
    const asking = throttled(() => {
      askUnlessTrying(client, keys.drawings(projectId))
      askUnlessTrying(client, keys.sessions(projectId))
    }, ASK_EVERY_MS)
    const listener = { changed: asking.call, connection: setConnection }
    const stop = liveSource().followProject(projectId, listener)
    return () => {
      stop()
      asking.cancel()
    }
  }, [client, projectId])

  return {
    drawings: drawings.data,
    sessions: sessions.data,
    connection: shownAs(connection, drawings.error ?? sessions.error),
  }
}

/** Ask again; what failed and is being tried again would else begin anew each time, and never fail. */
function askUnlessTrying(client: QueryClient, queryKey: QueryKey): void {
  const state = client.getQueryState(queryKey)
  const isTrying = state?.fetchStatus === 'fetching' && state.fetchFailureCount > 0
  if (!isTrying) void client.invalidateQueries({ queryKey })
}

/** What is not known as it is now is not live, whatever we would hear. */
function shownAs(connection: Connection | null, error: Error | null): Connection | null {
  return error && connection !== 'offline' ? 'reconnecting' : connection
}

/** When what could not be had is asked for again; `undefined` where it could be had. */
function askAgainMs(error: Error | null): number | false | undefined {
  if (!error) return undefined
  return error instanceof ApiError && error.isTransient ? FAILED_EVERY_MS : false
}

const sessionMs = (session: Session | undefined) =>
  session?.set_summary_is_due ? SUMMARY_EVERY_MS : LINKS_EVERY_MS

const sheetMs = (comparison: Comparison | undefined) =>
  comparison?.summary_is_due || comparison?.status === 'pending' ? DUE_EVERY_MS : LINKS_EVERY_MS

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
