import type { NewProject } from '../../data/types'
import { TextArea, TextField } from '../../ui'

/** What a project is, in fields; the same for a new one as for one that is changed. */
export function ProjectFields({
  values,
  onChange,
}: {
  values: NewProject
  onChange: (values: NewProject) => void
}) {
  const field = (name: keyof NewProject) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => onChange({ ...values, [name]: event.target.value }),
  })
  return (
    <>
      <TextField label="Name" required maxLength={200} {...field('name')} />
      <TextField label="Project number" maxLength={200} {...field('project_number')} />
      <TextField label="Client" maxLength={200} {...field('client_name')} />
      <TextField label="Place" maxLength={200} {...field('location')} />
      <TextArea label="Description" maxLength={4000} {...field('description')} />
    </>
  )
}
