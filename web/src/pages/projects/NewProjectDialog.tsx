import { useId, useState, type SubmitEvent } from 'react'
import { messageOf } from '../../data/errors'
import { useCreateProject } from '../../data/queries'
import type { Project } from '../../data/types'
import { Button, Dialog, FormError, TextArea, TextField } from '../../ui'

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
  const set = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) =>
      setValues({ ...values, [name]: event.target.value }),
  })
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
        <TextField label="Name" required maxLength={200} {...set('name')} />
        <TextField label="Project number" maxLength={200} {...set('project_number')} />
        <TextField label="Client" maxLength={200} {...set('client_name')} />
        <TextField label="Place" maxLength={200} {...set('location')} />
        <TextArea label="Description" maxLength={4000} {...set('description')} />
        {create.error && <FormError>{messageOf(create.error)}</FormError>}
      </form>
    </Dialog>
  )
}
