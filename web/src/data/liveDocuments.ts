/** What a session's documents say of it, as changes of what is shown; links come from the API. */
import { parsed } from './recordParser'
import type { ComparisonRow, Session, StageProgress, VersionRef } from './types'

type ChangeOfSession = (session: Session) => Session
export type Stage = 'ocr' | 'diff' | 'summary'

/** Where a session stands by its own document. */
export function sessionChange(data: unknown): ChangeOfSession {
  const record = parsed('Session', data)
  return (session) => ({
    ...session,
    status: record.status,
    error: record.error ?? null,
    matched_count: record.matched_count,
    added_count: record.added_count,
    removed_count: record.removed_count,
    failed_count: record.failed_count,
    total_time_s: record.total_time_s ?? null,
    set_summary_is_due: record.set_summary_is_due,
    updated_at: record.updated_at,
  })
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

/** What has become of some sheets; rows that are not shown yet are left to the API. */
export function comparisonsChange(documents: unknown[]): ChangeOfSession {
  const changed = new Map(
    documents.map((data) => {
      const record = parsed('Comparison', data)
      return [record.id, record]
    }),
  )
  const change = (row: ComparisonRow): ComparisonRow => {
    const record = changed.get(row.comparison_id)
    if (!record) return row
    return {
      ...row,
      status: record.status,
      error: record.error ?? null,
      alignment_grade: record.alignment?.grade ?? null,
      summary: record.summary_text ?? null,
      critical_change: record.critical_change ?? null,
    }
  }
  return (session) => ({ ...session, comparisons: session.comparisons.map(change) })
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
