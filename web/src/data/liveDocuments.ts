/** What a session's documents say of it, as changes of what is shown; links come from the API. */
import type { ChangeOfSession } from './liveSource'
import { parsed } from './recordParser'
import { hasEnded } from './statuses'
import type { StageProgress, VersionRef } from './types'

export type Stage = 'ocr' | 'diff' | 'summary'

/**
 * Where a session stands by its own document.
 *
 * Its end is left to the API: it is shown with all sheets and their numbers, or not at all.
 */
export function sessionChange(data: unknown): ChangeOfSession {
  const { status } = parsed('Session', data)
  return (session) => (hasEnded(status) ? session : { ...session, status })
}

/** Where a session's versions stand by theirs. */
export function versionChange(data: unknown): ChangeOfSession {
  const record = parsed('DrawingVersion', data)
  const change = (version: VersionRef): VersionRef =>
    version.drawing_version_id !== record.id
      ? version
      : {
          ...version,
          status: record.status,
          page_count: record.page_count ?? null,
          failed_page_count: record.failed_page_count,
          error: record.error ?? null,
          warnings: record.warnings,
        }
  return (session) => ({
    ...session,
    old_version: change(session.old_version),
    new_version: change(session.new_version),
  })
}

/** How far a stage is, by the shards that count its units: one list a tally. */
export function progressChange(stage: Stage, tallies: unknown[][]): ChangeOfSession {
  const progress = progressOf(tallies.flat())
  return (session) => ({ ...session, progress: { ...session.progress, [stage]: progress } })
}

function progressOf(documents: unknown[]): StageProgress {
  const shards = documents.map((data) => parsed('Shard', data))
  const sum = (of: (shard: (typeof shards)[number]) => number) =>
    shards.reduce((total, shard) => total + of(shard), 0)
  const total = sum((shard) => shard.size)
  const completed = sum((shard) => shard.completed)
  const failed = sum((shard) => shard.failed)
  const percentage = total ? Math.round((1000 * (completed + failed)) / total) / 10 : 0
  return { total, completed, failed, percentage }
}
