/** Changes of a session by Firestore's snapshots; the rules show members what is theirs. */
import {
  collection,
  doc,
  onSnapshot,
  query,
  where,
  type Firestore,
  type Query,
  type SnapshotListenOptions,
} from 'firebase/firestore'
import type { LiveListener, LiveSource } from './live'
import {
  progressChange,
  sessionChange,
  versionChange,
  type Stage,
} from './liveDocuments'
import { network } from './network'
import { parsed, RecordError } from './recordParser'

// Refused, or too much was read: no sooner than this is it another answer.
const AGAIN_MS = 30_000
const WITH_METADATA: SnapshotListenOptions = { includeMetadataChanges: true }

export class FirestoreSource implements LiveSource {
  constructor(private readonly database: Firestore) {}

  follow(sessionId: string, listener: LiveListener): () => void {
    const following = new Following(this.database, sessionId, listener)
    following.start()
    return () => following.stop()
  }

  followProject(projectId: string, changed: () => void): () => void {
    const stops = ['drawing_versions', 'sessions'].map((name) => {
      const own = query(collection(this.database, name), where('project_id', '==', projectId))
      // Refused: they are no member any more, and the API says so.
      return onSnapshot(own, changed, changed)
    })
    return () => {
      for (const stop of stops) stop()
    }
  }
}

/** The documents of one session: its own, its versions', its sheets', and the counts. */
class Following {
  private readonly stops: (() => void)[] = []
  private isWatching = false
  private again: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly database: Firestore,
    private readonly sessionId: string,
    private readonly listener: LiveListener,
  ) {}

  stop(): void {
    clearTimeout(this.again)
    this.again = undefined
    this.isWatching = false
    for (const stop of this.stops.splice(0)) stop()
  }

  start(): void {
    const own = doc(this.database, 'sessions', this.sessionId)
    this.stops.push(
      onSnapshot(
        own,
        WITH_METADATA,
        (snapshot) => {
          this.tell(snapshot.metadata.fromCache)
          const data = snapshot.data()
          if (data) this.onSession(data)
        },
        this.lost,
      ),
    )
  }

  private tell(isFromCache: boolean): void {
    const away = network.isOffline() ? 'offline' : 'reconnecting'
    const isLive = !isFromCache && this.again === undefined
    this.listener.connection(isLive ? 'live' : away)
  }

  /** Firestore has given a listener up: the API says what stands, and we begin anew in a while. */
  private readonly lost = (): void => {
    this.listener.connection('reconnecting')
    this.listener.changed()
    this.again ??= setTimeout(() => {
      this.stop()
      this.start()
    }, AGAIN_MS)
  }

  private onSession(data: unknown): void {
    this.take(() => {
      this.listener.patched(sessionChange(data))
      this.listener.changed()
      if (this.isWatching) return
      this.isWatching = true
      const { project_id, old_version_id, new_version_id } = parsed('Session', data)
      this.watchRows(project_id)
      this.watchVersions(new Set([old_version_id, new_version_id]))
      this.watchStage('diff', [`sessions/${this.sessionId}/tallies/pairs`])
      this.watchStage('summary', [`sessions/${this.sessionId}/tallies/summaries`])
    })
  }

  private watchRows(projectId: string): void {
    // By project as well: the rules let nobody ask for sheets of no project in particular.
    const rows = query(
      collection(this.database, 'comparisons'),
      where('project_id', '==', projectId),
      where('session_id', '==', this.sessionId),
    )
    this.stops.push(
      onSnapshot(
        rows,
        // A sheet's row has links, which the API alone can sign.
        this.listener.changed,
        this.lost,
      ),
    )
  }

  private watchVersions(versionIds: Set<string>): void {
    for (const id of versionIds) {
      const version = doc(this.database, 'drawing_versions', id)
      this.stops.push(
        onSnapshot(
          version,
          (snapshot) => {
            const data = snapshot.data()
            if (data) this.take(() => this.listener.patched(versionChange(data)))
          },
          this.lost,
        ),
      )
    }
    this.watchStage(
      'ocr',
      [...versionIds].map((id) => `drawing_versions/${id}/tallies/pages`),
    )
  }

  private watchStage(stage: Stage, tallyPaths: string[]): void {
    const tallies: unknown[][] = tallyPaths.map(() => [])
    tallyPaths.forEach((path, index) => {
      const shards: Query = collection(this.database, `${path}/shards`)
      this.stops.push(
        onSnapshot(
          shards,
          (snapshot) => {
            tallies[index] = snapshot.docs.map((shard) => shard.data())
            this.take(() => this.listener.patched(progressChange(stage, tallies)))
          },
          this.lost,
        ),
      )
    })
  }

  /** Take what documents say; what this page cannot read, the API can. */
  private take(change: () => void): void {
    try {
      change()
    } catch (error) {
      if (!(error instanceof RecordError)) throw error
      this.listener.changed()
    }
  }
}
