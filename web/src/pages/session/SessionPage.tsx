import { Link, useParams } from 'react-router'
import { useLiveSession } from '../../data/live'
import { useProject } from '../../data/queries'
import { useShowConnection } from '../../shell/connection'
import { useCrumbs } from '../../shell/crumbs'
import { counted, ErrorState, Loading, PageFrame, Progress, StatusBadge } from '../../ui'

export function Component() {
  const { sessionId = '' } = useParams()
  const { session, comparisons, progress, connection, error } = useLiveSession(sessionId)
  useShowConnection(connection)
  useSessionCrumbs(session?.project_id ?? '', sessionId)
  if (error && !session) return <ErrorState error={error} />
  if (!session || !progress) return <Loading what="the comparison" />
  return (
    <PageFrame title={session.new_version.drawing_name} actions={<StatusBadge status={session.status} />}>
      <Progress label="Pages read" value={progress.ocr.percentage} />
      <Progress label="Sheets compared" value={progress.diff.percentage} />
      <Progress label="Summaries" value={progress.summary.percentage} />
      <ul>
        {comparisons.map((row) => (
          <li key={row.comparison_id}>
            <Link to={`/sessions/${sessionId}/sheets/${row.comparison_id}`}>
              {row.drawing_name} {row.title}
            </Link>{' '}
            <StatusBadge status={row.status} />{' '}
            {row.changes_count !== null && counted(row.changes_count, 'change')}
          </li>
        ))}
      </ul>
    </PageFrame>
  )
}

function useSessionCrumbs(projectId: string, sessionId: string): void {
  const { data: project } = useProject(projectId)
  useCrumbs(
    { label: project?.name ?? 'Project', to: `/projects/${projectId}` },
    { label: 'Comparison', to: `/sessions/${sessionId}` },
  )
}
