import { GitCompareArrows } from 'lucide-react'
import { Link } from 'react-router'
import { useDrawings, useSessions } from '../../data/queries'
import { hasEnded } from '../../data/statuses'
import type { SessionSummary, Version } from '../../data/types'
import {
  ButtonLink,
  counted,
  duration,
  EmptyState,
  ErrorState,
  Loading,
  StatusBadge,
  Table,
  Time,
} from '../../ui'
import { CancelComparison } from '../CancelComparison'
import { RetryWhatFailed } from '../RetryWhatFailed'
import styles from './ComparisonsTab.module.css'
import { versionName } from './picking'
import { useOpenProject } from './useOpenProject'

export function ComparisonsTab() {
  const { project, canEdit } = useOpenProject()
  const { data: sessions, error, refetch } = useSessions(project.project_id)
  const { data: drawings } = useDrawings(project.project_id)

  if (error && !sessions) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!sessions) return <Loading what="the comparisons" />
  if (sessions.length === 0) {
    return (
      <EmptyState
        icon={GitCompareArrows}
        title="No comparisons yet"
        action={
          <ButtonLink to={`/projects/${project.project_id}`} kind="primary">
            Go to the drawings
          </ButtonLink>
        }
      >
        Pick two versions under Drawings; what has changed between them is then listed here.
      </EmptyState>
    )
  }
  const versions = new Map(
    drawings
      ?.flatMap((drawing) => drawing.versions)
      .map((version) => [version.drawing_version_id, version]),
  )
  const followed = new Set(sessions.map((session) => session.follows))
  return (
    <Table
      caption="Comparisons"
      columns={['Comparison', 'Status', 'Started', 'Actions']}
    >
      {sessions.map((session) => (
        <Row
          key={session.session_id}
          session={session}
          versions={versions}
          isFollowed={followed.has(session.session_id)}
          canEdit={canEdit}
        />
      ))}
    </Table>
  )
}

interface RowProps {
  session: SessionSummary
  versions: Map<string, Version>
  /** Whether a later session took its place: corrections and tries go on from that one. */
  isFollowed: boolean
  canEdit: boolean
}

function Row({ session, versions, isFollowed, canEdit }: RowProps) {
  return (
    <tr>
      <th scope="row" className={styles.name}>
        <Link to={`/sessions/${session.session_id}`}>
          {nameOf(session.old_version_id, versions)} → {nameOf(session.new_version_id, versions)}
        </Link>
        {session.follows && <p className={styles.fine}>Goes on from an earlier comparison</p>}
        {isFollowed && <p className={styles.fine}>A later comparison took its place</p>}
        {session.error && <p className={styles.bad}>{session.error.message}</p>}
      </th>
      <td>
        <StatusBadge status={session.status} />
        <p className={styles.fine}>{countsOf(session)}</p>
      </td>
      <td className={styles.when}>
        <Time at={session.created_at} />
        {session.total_time_s !== null && (
          <p className={styles.fine}>took {duration(session.total_time_s)}</p>
        )}
      </td>
      <td>{canEdit && <Actions session={session} isFollowed={isFollowed} />}</td>
    </tr>
  )
}

function Actions({ session, isFollowed }: { session: SessionSummary; isFollowed: boolean }) {
  if (!hasEnded(session.status)) return <CancelComparison session={session} size="s" />
  const hasFailed = ['failed', 'completed_with_failures'].includes(session.status)
  return hasFailed && !isFollowed ? <RetryWhatFailed session={session} size="s" /> : null
}

function nameOf(versionId: string, versions: Map<string, Version>): string {
  const version = versions.get(versionId)
  return version ? versionName(version) : '…'
}

function countsOf(session: SessionSummary): string {
  const { matched_count, added_count, removed_count, failed_count } = session
  const parts: [number, string][] = [
    [matched_count, 'compared'],
    [added_count, 'added'],
    [removed_count, session.new_set_is_partial ? 'not issued' : 'removed'],
    [failed_count, 'failed'],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return said.join(', ') || (hasEnded(session.status) ? counted(0, 'sheet') : '')
}
