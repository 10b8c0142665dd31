import { FolderOpen } from 'lucide-react'
import { Link } from 'react-router'
import { useProjects } from '../../data/queries'
import { EmptyState, ErrorState, Loading, PageFrame } from '../../ui'

export function ProjectsPage() {
  const { data, error, refetch } = useProjects()
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="your projects" />
  return (
    <PageFrame title="Projects">
      {data.length === 0 && <EmptyState icon={FolderOpen} title="No projects yet" />}
      <ul>
        {data.map((project) => (
          <li key={project.project_id}>
            <Link to={`/projects/${project.project_id}`}>{project.name}</Link>
          </li>
        ))}
      </ul>
    </PageFrame>
  )
}
