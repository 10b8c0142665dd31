import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { latestSessionQuery } from '../../data/queries'
import { hasEnded } from '../../data/statuses'
import type { Project } from '../../data/types'
import { Badge, StatusBadge, Table, Time } from '../../ui'
import { projectFacts } from '../project/projectFacts'
import styles from './ProjectsPage.module.css'
import { useSeen } from './useSeen'

export function ProjectGrid({ projects }: { projects: Project[] }) {
  return (
    <ul className={styles.grid}>
      {projects.map((project) => (
        <li key={project.project_id}>
          <Card project={project} />
        </li>
      ))}
    </ul>
  )
}

function Card({ project }: { project: Project }) {
  return (
    <article className={styles.card}>
      <h2>
        <Link to={`/projects/${project.project_id}`}>{project.name}</Link>
      </h2>
      <p className={styles.facts}>{projectFacts(project)}</p>
      <div className={styles.foot}>
        <LatestComparison project={project} />
        {project.status === 'archived' && <StatusBadge status="archived" />}
        <Badge>{project.role}</Badge>
        {project.updated_at && <Time at={project.updated_at} />}
      </div>
    </article>
  )
}

export function ProjectTable({ projects }: { projects: Project[] }) {
  return (
    <Table
      caption="Projects"
      columns={['Project', 'Number', 'Client', 'Place', 'Latest comparison', 'You are', 'Changed']}
    >
      {projects.map((project) => (
        <tr key={project.project_id}>
          <th scope="row">
            <Link to={`/projects/${project.project_id}`}>{project.name}</Link>{' '}
            {project.status === 'archived' && <StatusBadge status="archived" />}
          </th>
          <td>{project.project_number}</td>
          <td>{project.client_name}</td>
          <td>{project.location}</td>
          <td>
            <LatestComparison project={project} />
          </td>
          <td>{project.role}</td>
          <td>{project.updated_at && <Time at={project.updated_at} />}</td>
        </tr>
      ))}
    </Table>
  )
}

const UNDER_WAY_EVERY_MS = 5000

/** The state of the latest comparison; asked for when the project comes into sight. */
function LatestComparison({ project }: { project: Project }) {
  const [ref, isSeen] = useSeen<HTMLSpanElement>()
  const { data, isError } = useQuery({
    ...latestSessionQuery(project.project_id),
    enabled: isSeen,
    refetchInterval: ({ state }) => (state.data && !hasEnded(state.data.status) ? UNDER_WAY_EVERY_MS : false),
  })
  return (
    <span ref={ref}>
      {data && <StatusBadge status={data.status} />}
      {data === null && <Badge>No comparison yet</Badge>}
      {data === undefined && <Badge>{isError ? 'Could not be loaded' : '…'}</Badge>}
    </span>
  )
}
