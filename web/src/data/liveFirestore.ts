/** Changes by Firestore's snapshots; the rules show members what is theirs. */
import {
  collection,
  doc,
  onSnapshot,
  query,
  where,
  type DocumentReference,
  type Firestore,
  type Query,
  type SnapshotListenOptions,
  type SnapshotMetadata,
} from 'firebase/firestore'
import { progressChange, sessionChange, versionChange, type Stage } from './liveDocuments'
import type { ChangeListener, LiveSource, SessionListener, SheetIds } from './liveSource'
import { network } from './network'
import { parsed, RecordError } from './recordParser'

// Refused, or too much was read: no sooner than this is it another answer.
const AGAIN_MS = 30_000
const WITH_METADATA: SnapshotListenOptions = { includeMetadataChanges: true }

export class FirestoreSource implements LiveSource {
  constructor(private readonly database: Firestore) {}

  followSession(sessionId: string, listener: SessionListener): () => void {
    return followed(new FollowedSession(this.database, listener, sessionId))
  }

  followSheet(sheet: SheetIds, listener: ChangeListener): () => void {
    return followed(new FollowedSheet(this.database, listener, sheet))
  }

  followProject(projectId: string, listener: ChangeListener): () => void {
    return followed(new FollowedProject(this.database, listener, projectId))
  }
}

function followed(following: Following<ChangeListener>): () => void {
  following.start()
  return () => following.stop()
}

/** Some documents that are listened to together, and again when Firestore has given one up. */
abstract class Following<L extends ChangeListener> {
  protected readonly stops: (() => void)[] = []
  private again: ReturnType<typeof setTimeout> | undefined

  constructor(
    protected readonly database: Firestore,
    protected readonly listener: L,
  ) {}

  abstract start(): void

  stop(): void {
    clearTimeout(this.again)
    this.again = undefined
    for (const stop of this.stops.splice(0)) stop()
  }

  /** Listen to a document that also tells whether what we have is from Firestore itself. */
  protected watchDocument(of: DocumentReference, next: (data: unknown) => void): void {
    this.stops.push(
      onSnapshot(
        of,
        WITH_METADATA,
        (snapshot) => {
          this.tell(snapshot.metadata)
          next(snapshot.data())
        },
        this.lost,
      ),
    )
  }

  protected tell({ fromCache }: SnapshotMetadata): void {
    const away = network.isOffline() ? 'offline' : 'reconnecting'
    const isLive = !fromCache && this.again === undefined
    this.listener.connection(isLive ? 'live' : away)
  }

  /** Firestore has given a listener up: the API says what stands, and we begin anew in a while. */
  protected readonly lost = (): void => {
    this.listener.connection('reconnecting')
    this.listener.changed()
    this.again ??= setTimeout(() => {
      this.stop()
      this.start()
    }, AGAIN_MS)
  }
}

/** A project's drawings and sessions. */
class FollowedProject extends Following<ChangeListener> {
  constructor(
    database: Firestore,
    listener: ChangeListener,
    private readonly projectId: string,
  ) {
    super(database, listener)
  }

  start(): void {
    for (const name of ['drawing_versions', 'sessions']) {
      const own = query(collection(this.database, name), where('project_id', '==', this.projectId))
      this.stops.push(
        onSnapshot(
          own,
          WITH_METADATA,
          (snapshot) => {
            this.tell(snapshot.metadata)
            this.listener.changed()
          },
          this.lost,
        ),
      )
    }
  }
}

/** The records that whatever people do to a sheet touches: its own, and its session's. */
class FollowedSheet extends Following<ChangeListener> {
  constructor(
    database: Firestore,
    listener: ChangeListener,
    private readonly sheet: SheetIds,
  ) {
    super(database, listener)
  }

  start(): void {
    const { sessionId, comparisonId } = this.sheet
    for (const path of [`comparisons/${comparisonId}`, `sessions/${sessionId}`]) {
      this.watchDocument(doc(this.database, path), this.listener.changed)
    }
  }
}

/** The documents of one session: its own, its versions', its sheets', and the counts. */
class FollowedSession extends Following<SessionListener> {
  private isWatching = false

  constructor(
    database: Firestore,
    listener: SessionListener,
    private readonly sessionId: string,
  ) {
    super(database, listener)
  }

  override stop(): void {
    this.isWatching = false
    super.stop()
  }

  start(): void {
    this.watchDocument(doc(this.database, 'sessions', this.sessionId), (data) => {
      if (data) this.onSession(data)
    })
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
