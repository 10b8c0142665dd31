import { Archive, ArchiveRestore, Save, Trash2 } from 'lucide-react'
import { useState, type SubmitEvent } from 'react'
import { useNavigate } from 'react-router'
import { messageOf } from '../../data/errors'
import { useChangeProject, useDeleteProject } from '../../data/queries'
import { Button, Checkbox, ConfirmDialog, FormError, useToasts } from '../../ui'
import { ProjectFields } from './ProjectFields'
import styles from './SettingsTab.module.css'
import { useOpenProject } from './useOpenProject'

export function SettingsTab() {
  const { project } = useOpenProject()
  if (project.role !== 'owner') {
    return <p className={styles.muted}>The owners of the project can change its settings.</p>
  }
  return (
    <div className={styles.tab}>
      <AboutForm />
      <DropSetting />
      <Ends />
    </div>
  )
}

function AboutForm() {
  const { project } = useOpenProject()
  const [values, setValues] = useState({
    name: project.name,
    project_number: project.project_number,
    client_name: project.client_name,
    location: project.location,
    description: project.description,
  })
  const change = useChangeProject(project.project_id)
  const toasts = useToasts()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const kept = { status: null, compare_drops: null }
    change.mutate({ ...values, ...kept }, { onSuccess: () => toasts.done('The project is saved.') })
  }
  return (
    <form onSubmit={submit} className={styles.section} aria-labelledby="about-heading">
      <h2 id="about-heading">About the project</h2>
      <ProjectFields values={values} onChange={setValues} />
      {change.error && <FormError>{messageOf(change.error)}</FormError>}
      <Button kind="primary" type="submit" icon={Save} busy={change.isPending}>
        Save
      </Button>
    </form>
  )
}

interface Setting {
  compare_drops?: boolean
  status?: 'active' | 'archived'
}

function useSetting() {
  const { project } = useOpenProject()
  const toasts = useToasts()
  const change = useChangeProject(project.project_id)
  const kept = {
    name: null,
    project_number: null,
    client_name: null,
    location: null,
    description: null,
    status: null,
    compare_drops: null,
  }
  // What was asked for is shown at once, and until it is answered.
  const [asked, setAsked] = useState<Setting | null>(null)
  const set = (setting: Setting) => {
    setAsked(setting)
    change.mutate(
      { ...kept, ...setting },
      { onError: (error) => toasts.failed(messageOf(error)), onSettled: () => setAsked(null) },
    )
  }
  return { set, asked }
}

function DropSetting() {
  const { project } = useOpenProject()
  const { set, asked } = useSetting()
  return (
    <section className={styles.section}>
      <h2>Dropped files</h2>
      <Checkbox
        label="Compare on drop"
        hint="A set that is dropped into the project’s folder of the bucket is compared with the version before it."
        checked={asked?.compare_drops ?? project.compare_drops}
        onChange={(event) => set({ compare_drops: event.target.checked })}
      />
    </section>
  )
}

function Ends() {
  const { project } = useOpenProject()
  const [isAsking, setAsking] = useState(false)
  const { set, asked } = useSetting()
  const remove = useDeleteProject(project.project_id)
  const navigate = useNavigate()
  const isArchived = project.status === 'archived'
  return (
    <section className={styles.section}>
      <h2>Archive or delete</h2>
      <p className={styles.muted}>
        An archived project stays as it is and can still be opened; it is left out of the list of
        active projects.
      </p>
      <div className={styles.buttons}>
        <Button
          icon={isArchived ? ArchiveRestore : Archive}
          busy={asked !== null}
          onClick={() => set({ status: isArchived ? 'active' : 'archived' })}
        >
          {isArchived ? 'Make active again' : 'Archive'}
        </Button>
        <Button kind="danger" icon={Trash2} onClick={() => setAsking(true)}>
          Delete the project
        </Button>
      </div>
      {isAsking && (
        <ConfirmDialog
          title="Delete the project?"
          confirm="Delete for everybody"
          typed={project.name}
          isBusy={remove.isPending}
          error={remove.error}
          onClose={() => setAsking(false)}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => void navigate('/') })}
        >
          Its drawings, comparisons, corrections and summaries are gone for all members at once.
          Nobody can bring them back.
        </ConfirmDialog>
      )}
    </section>
  )
}
