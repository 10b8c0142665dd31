import { Download } from 'lucide-react'
import { useState } from 'react'
import { downloadExport, EXPORT_FORMATS, type ExportFormat } from '../../data/downloads'
import { messageOf } from '../../data/errors'
import { hasEnded } from '../../data/statuses'
import type { Session, VersionRef } from '../../data/types'
import { Button, counted, duration, Menu, StatusBadge, Time, useToasts } from '../../ui'
import { CancelComparison } from '../CancelComparison'
import { RetryWhatFailed } from '../RetryWhatFailed'
import { isWithoutItsSummary } from './rows'
import styles from './SessionHeading.module.css'

/** What is compared, where it stands, and what can be done with all of it. */
export function SessionHeading({
  session,
  title,
  canEdit,
}: {
  session: Session
  title: string
  canEdit: boolean
}) {
  const isOver = hasEnded(session.status)
  return (
    <header className={styles.heading}>
      <div className={styles.title}>
        <h1>{title}</h1>
        <p className={styles.facts}>
          <StatusBadge status={session.status} />
          <span>{factsOf(session)}</span>
          <span>
            Begun <Time at={session.created_at} />
          </span>
        </p>
      </div>
      <div className={styles.actions}>
        {canEdit && isOver && hasFailures(session) && session.followed_by === null && (
          <RetryWhatFailed session={session} />
        )}
        {canEdit && !isOver && <CancelComparison session={session} />}
        <ExportMenu session={session} title={title} isReady={isOver && session.status !== 'failed'} />
      </div>
    </header>
  )
}

/** Whether another try could change something. */
export function hasFailures(session: Session): boolean {
  const versions = [session.old_version, session.new_version]
  if (versions.some(isUnusable)) return false
  return (
    session.status === 'failed' ||
    versions.some((version) => version.failed_page_count > 0) ||
    session.comparisons.some((row) => row.status === 'failed' || row.summary_error !== null) ||
    session.set_summary_error !== null
  )
}

/** A set that could not be opened at all stays what it is, however often it is tried. */
function isUnusable(version: VersionRef): boolean {
  return version.error !== null && version.failed_page_count === 0
}

export function factsOf(session: Session): string {
  const rows = session.comparisons
  const graded = (grade: string) => rows.filter((row) => row.alignment_grade === grade).length
  const [failed, wordless, apart, doubtful] = [
    rows.filter((row) => row.status === 'failed').length,
    rows.filter(isWithoutItsSummary).length,
    graded('not_comparable'),
    graded('doubtful'),
  ]
  const changes = rows.reduce((sum, row) => sum + (row.changes_count ?? 0), 0)
  const changed = rows.filter((row) => (row.changes_count ?? 0) > 0).length
  const [decided, decidable] = decidedOf(rows)
  const facts = [
    counted(rows.length, 'sheet'),
    `${counted(changes, 'change')} on ${changed}`,
    session.added_count > 0 && `${session.added_count} added`,
    session.removed_count > 0 &&
      `${session.removed_count} ${session.new_set_is_partial ? 'not issued' : 'removed'}`,
    failed > 0 && `${failed} failed`,
    wordless > 0 && `${counted(wordless, 'summary', 'summaries')} failed`,
    apart > 0 && `${apart} not comparable`,
    doubtful > 0 && `${doubtful} of doubtful alignment`,
    decided > 0 && `${decided} of ${decidable} decided`,
    session.total_time_s !== null && `took ${duration(session.total_time_s)}`,
  ]
  return rows.length > 0 ? facts.filter(Boolean).join(' · ') : 'Sheets are being read'
}

/** How many changes, sheets added and sheets removed are decided, and how many there are. */
function decidedOf(rows: Session['comparisons']): [number, number] {
  const triages = rows.flatMap(({ triage }) => triage ?? [])
  const decided = triages.reduce((sum, { accepted, rejected, needs_rfi: rfi }) => sum + accepted + rejected + rfi, 0)
  return [decided, triages.reduce((sum, { open }) => sum + open, decided)]
}

function ExportMenu({
  session,
  title,
  isReady,
}: {
  session: Session
  title: string
  isReady: boolean
}) {
  const toasts = useToasts()
  const [writing, setWriting] = useState<ExportFormat | null>(null)
  const write = (format: ExportFormat) => {
    setWriting(format)
    downloadExport(session.session_id, format, title)
      .then(
        () => toasts.done('The file is among your downloads.'),
        (error: unknown) => toasts.failed(messageOf(error)),
      )
      .finally(() => setWriting(null))
  }
  if (writing) {
    return (
      <Button icon={Download} busy>
        Writing the {writing.toUpperCase()} …
      </Button>
    )
  }
  return (
    <Menu
      label="Export"
      icon={Download}
      header={isReady ? 'Everything found, the same numbers in each' : 'Ready when the comparison has ended'}
      items={EXPORT_FORMATS.map(({ format, label }) => ({
        label,
        disabled: !isReady,
        onSelect: () => write(format),
      }))}
    />
  )
}
