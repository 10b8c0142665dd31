import { Archive } from 'lucide-react'
import { Outlet, useParams } from 'react-router'
import { useLiveProject } from '../../data/live'
import { useProject } from '../../data/queries'
import { mayEdit } from '../../data/statuses'
import { useShowConnection } from '../../shell/connection'
import { useCrumbs } from '../../shell/crumbs'
import { Badge, ErrorState, Loading, PageFrame, Tabs } from '../../ui'
import styles from './ProjectPage.module.css'
import { projectFacts } from './projectFacts'
import type { ProjectContext } from './useOpenProject'

export function ProjectPage() {
  const { projectId = '' } = useParams()
  const { data: project, error, refetch } = useProject(projectId)
  const { drawings, sessions, connection } = useLiveProject(projectId)
  useShowConnection(connection)
  const here = `/projects/${projectId}`
  useCrumbs({ label: project?.name ?? 'Project', to: here })

  if (error && !project) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!project) return <Loading what="the project" />
  const facts = projectFacts(project)
  return (
    <PageFrame
      title={project.name}
      actions={
        project.status === 'archived' && (
          <Badge tone="warn" icon={Archive}>
            Archived
          </Badge>
        )
      }
    >
      {(facts || project.description) && (
        <div className={styles.about}>
          {facts && <p>{facts}</p>}
          {project.description && <p className={styles.description}>{project.description}</p>}
        </div>
      )}
      <Tabs
        label="Project"
        tabs={[
          { to: here, label: 'Drawings', count: drawings?.length },
          { to: `${here}/comparisons`, label: 'Comparisons', count: sessions?.length },
          { to: `${here}/members`, label: 'Members' },
          { to: `${here}/settings`, label: 'Settings' },
        ]}
      />
      <Outlet context={{ project, canEdit: mayEdit(project) } satisfies ProjectContext} />
    </PageFrame>
  )
}
