/** What tells of changes: Firestore's snapshots, or the API's server-sent events. */
import { EventSource } from './liveEvents'
import type { Session } from './types'

/** live: changes arrive; reconnecting: we try again; offline: this device has no network. */
export type Connection = 'live' | 'reconnecting' | 'offline'

export type ChangeOfSession = (session: Session) => Session

export interface ChangeListener {
  /** Something has changed: the API knows what. */
  changed: () => void
  connection: (state: Connection) => void
}

export interface SessionListener extends ChangeListener {
  /** This has changed; signed links stay as they are. */
  patched: (change: ChangeOfSession) => void
}

export interface SheetIds {
  sessionId: string
  comparisonId: string
}

/** Tells of changes until the function that each returns is called. */
export interface LiveSource {
  /** How a session goes on, and what comes after its end. */
  followSession: (sessionId: string, listener: SessionListener) => () => void
  /** What people do to one sheet of a session, and what is written of it. */
  followSheet: (sheet: SheetIds, listener: ChangeListener) => () => void
  /** The drawings and sessions of a project. */
  followProject: (projectId: string, listener: ChangeListener) => () => void
}

let source: LiveSource = new EventSource()

/** Set what tells of changes; server-sent events of the API unless something else is set. */
export function connectLiveSource(other: LiveSource): void {
  source = other
}

export const liveSource = (): LiveSource => source
