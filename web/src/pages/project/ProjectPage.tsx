import { Outlet, useParams } from 'react-router'
import { useProject } from '../../data/queries'
import { useCrumbs } from '../../shell/crumbs'
import { ErrorState, Loading, PageFrame, Tabs } from '../../ui'

export function ProjectPage() {
  const { projectId = '' } = useParams()
  const { data: project, error, refetch } = useProject(projectId)
  const here = `/projects/${projectId}`
  useCrumbs({ label: project?.name ?? 'Project', to: here })
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!project) return <Loading what="the project" />
  return (
    <PageFrame title={project.name}>
      <Tabs
        label="Project"
        tabs={[
          { to: here, label: 'Drawings' },
          { to: `${here}/comparisons`, label: 'Comparisons' },
          { to: `${here}/members`, label: 'Members' },
          { to: `${here}/settings`, label: 'Settings' },
        ]}
      />
      <Outlet />
    </PageFrame>
  )
}
