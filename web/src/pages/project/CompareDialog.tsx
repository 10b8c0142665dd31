import { ArrowUpDown } from 'lucide-react'
import { useId, useState, type SubmitEvent } from 'react'
import { useNavigate } from 'react-router'
import { messageOf } from '../../data/errors'
import { useCompare } from '../../data/queries'
import type { Version } from '../../data/types'
import { Button, Checkbox, Dialog, FormError, Select } from '../../ui'
import { canBeCompared, versionName, type Pair } from './picking'

const NOT_READY: Record<string, string> = {
  uploaded: ' (its file has not arrived or is not read yet)',
  reading: ' (still being read)',
}

/** Which two versions, and how; then the comparison's page opens. */
export function CompareDialog({
  projectId,
  pair,
  versions,
  onClose,
}: {
  projectId: string
  pair: Pair
  versions: Version[]
  onClose: () => void
}) {
  const [oldId, setOldId] = useState(pair.old.drawing_version_id)
  const [newId, setNewId] = useState(pair.now.drawing_version_id)
  const [isPartial, setPartial] = useState(false)
  const [hidesAnnotations, setHidesAnnotations] = useState(false)
  const compare = useCompare(projectId)
  const navigate = useNavigate()
  const formId = useId()
  const isSame = oldId === newId

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (isSame) return
    compare.mutate(
      {
        old_version_id: oldId,
        new_version_id: newId,
        new_set_is_partial: isPartial,
        hide_annotations: hidesAnnotations,
      },
      { onSuccess: (session) => void navigate(`/sessions/${session.session_id}`) },
    )
  }
  const options = versions.filter(canBeCompared).map((version) => (
    <option key={version.drawing_version_id} value={version.drawing_version_id}>
      {versionName(version)}
      {NOT_READY[version.status] ?? ''}
    </option>
  ))
  return (
    <Dialog
      title="Compare two versions"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} busy={compare.isPending}>
            Start the comparison
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} style={{ display: 'contents' }}>
        <Select label="Old" value={oldId} onChange={(event) => setOldId(event.target.value)}>
          {options}
        </Select>
        <Button
          size="s"
          icon={ArrowUpDown}
          style={{ justifySelf: 'start' }}
          onClick={() => {
            setOldId(newId)
            setNewId(oldId)
          }}
        >
          Swap
        </Button>
        <Select
          label="New"
          value={newId}
          error={isSame ? 'Choose another version than the old one.' : null}
          onChange={(event) => setNewId(event.target.value)}
        >
          {options}
        </Select>
        <Checkbox
          label="The new set is partial"
          hint="An addendum or a few sheets: sheets that it lacks were not issued, and do not count as removed."
          checked={isPartial}
          onChange={(event) => setPartial(event.target.checked)}
        />
        <Checkbox
          label="Leave out annotations"
          hint="Comments, stamps and clouds that were added to the PDFs as markups are not compared."
          checked={hidesAnnotations}
          onChange={(event) => setHidesAnnotations(event.target.checked)}
        />
        {compare.error && <FormError>{messageOf(compare.error)}</FormError>}
      </form>
    </Dialog>
  )
}
