import { FolderOpen, LayoutGrid, Mail, Plus, Rows3 } from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useInvitations, useProjects } from '../../data/queries'
import { useCrumbs } from '../../shell/crumbs'
import { useShortcuts } from '../../shell/shortcuts'
import { Button, counted, EmptyState, ErrorState, Loading, PageFrame, Select, TextField } from '../../ui'
import { NewProjectDialog } from './NewProjectDialog'
import { ProjectGrid, ProjectTable } from './ProjectLists'
import styles from './ProjectsPage.module.css'
import { shownProjects, type StatusFilter } from './shownProjects'

const LAYOUT_KEY = 'buildtrace.projectLayout'

export function ProjectsPage() {
  useCrumbs()
  const navigate = useNavigate()
  const { data, error, refetch } = useProjects()
  const [isCreating, setCreating] = useState(false)
  const [search, setSearch] = useState('')
  const [status, setStatus] = useState<StatusFilter>('active')
  const [layout, setLayout] = useState(() => localStorage.getItem(LAYOUT_KEY) ?? 'grid')

  useShortcuts('Projects', [
    { keys: 'n', label: 'New project', run: () => setCreating(true) },
    { keys: '/', label: 'Search', run: () => focusSearch() },
  ])
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="your projects" />

  const choose = (name: string) => {
    localStorage.setItem(LAYOUT_KEY, name)
    setLayout(name)
  }
  const create = (
    <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>
      New project
    </Button>
  )
  const shown = shownProjects(data, search, status)
  return (
    <PageFrame title="Projects" actions={create}>
      <InvitationNotice />
      {data.length === 0 ? (
        <EmptyState icon={FolderOpen} title="No projects yet" action={create}>
          A project holds the drawing sets of one building, their versions and what changed between
          them.
        </EmptyState>
      ) : (
        <>
          <div className={styles.filters}>
            <div className={styles.search}>
              <TextField
                label="Search projects"
                hideLabel
                id="project-search"
                type="search"
                placeholder="Search by name, number, client, place"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            </div>
            <Select
              label="Status"
              hideLabel
              value={status}
              onChange={(event) => setStatus(event.target.value as StatusFilter)}
            >
              <option value="active">Active</option>
              <option value="archived">Archived</option>
              <option value="all">Active and archived</option>
            </Select>
            <p className={styles.count} role="status">
              {counted(shown.length, 'project')}
            </p>
            <div className={styles.layout} role="group" aria-label="Layout">
              <Button
                kind="quiet"
                icon={LayoutGrid}
                iconOnly
                aria-pressed={layout === 'grid'}
                onClick={() => choose('grid')}
              >
                Grid
              </Button>
              <Button
                kind="quiet"
                icon={Rows3}
                iconOnly
                aria-pressed={layout === 'list'}
                onClick={() => choose('list')}
              >
                List
              </Button>
            </div>
          </div>
          {shown.length === 0 ? (
            <EmptyState icon={FolderOpen} title="No project is like that">
              Search for something else, or show the archived ones too.
            </EmptyState>
          ) : layout === 'list' ? (
            <ProjectTable projects={shown} />
          ) : (
            <ProjectGrid projects={shown} />
          )}
        </>
      )}
      {isCreating && (
        <NewProjectDialog
          onClose={() => setCreating(false)}
          onCreated={(project) => void navigate(`/projects/${project.project_id}`)}
        />
      )}
    </PageFrame>
  )
}

function InvitationNotice() {
  const { data } = useInvitations()
  if (!data?.length) return null
  return (
    <p className={styles.notice}>
      <Mail size={16} aria-hidden="true" />
      You are asked to join {counted(data.length, 'project')}.{' '}
      <Link to="/invitations">See the invitations</Link>
    </p>
  )
}

function focusSearch(): void {
  document.getElementById('project-search')?.focus()
}
