import { Link, useParams } from 'react-router'
import { useSessions } from '../../data/queries'
import { StatusBadge, Time } from '../../ui'

export function ComparisonsTab() {
  const { projectId = '' } = useParams()
  const { data } = useSessions(projectId)
  return (
    <ul>
      {data?.map((session) => (
        <li key={session.session_id}>
          <Link to={`/sessions/${session.session_id}`}>
            <Time at={session.created_at} />
          </Link>{' '}
          <StatusBadge status={session.status} />
        </li>
      ))}
    </ul>
  )
}
