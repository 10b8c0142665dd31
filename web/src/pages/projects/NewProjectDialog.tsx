import { useId, useState, type SubmitEvent } from 'react'
import { messageOf } from '../../data/errors'
import { useCreateProject } from '../../data/queries'
import type { Project } from '../../data/types'
import { Button, Dialog, FormError } from '../../ui'
import { ProjectFields } from '../project/ProjectFields'

export function NewProjectDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void
  onCreated: (project: Project) => void
}) {
  const [values, setValues] = useState({
    name: '',
    project_number: '',
    client_name: '',
    location: '',
    description: '',
  })
  const create = useCreateProject()
  const formId = useId()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate(values, { onSuccess: onCreated })
  }
  return (
    <Dialog
      title="New project"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} busy={create.isPending}>
            Create project
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} style={{ display: 'contents' }}>
        <ProjectFields values={values} onChange={setValues} />
        {create.error && <FormError>{messageOf(create.error)}</FormError>}
      </form>
    </Dialog>
  )
}
