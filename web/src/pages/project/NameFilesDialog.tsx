import { X } from 'lucide-react'
import { useId, useState, type SubmitEvent } from 'react'
import { drawingType } from '../../data/uploads'
import { Button, bytes, counted, Dialog, FormError, TextField } from '../../ui'
import { suggested } from './fileNames'
import styles from './NameFilesDialog.module.css'

export interface NamedFile {
  file: File
  drawingName: string
  versionLabel: string
}

const MOST_BYTES = 1024 ** 3

/** Says what each file is a version of, before it goes up. */
export function NameFilesDialog({
  files,
  known,
  onClose,
  onNamed,
}: {
  files: File[]
  known: string[]
  onClose: () => void
  onNamed: (files: NamedFile[]) => void
}) {
  const [rows, setRows] = useState<NamedFile[]>(() =>
    files.filter(isUsable).map((file) => ({ file, ...suggested(file.name, known) })),
  )
  const unusable = files.filter((file) => !isUsable(file))
  const formId = useId()

  const change = (file: File, value: Partial<NamedFile>) =>
    setRows(rows.map((row) => (row.file === file ? { ...row, ...value } : row)))
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onNamed(rows)
  }
  return (
    <Dialog
      title="What are these files?"
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} disabled={rows.length === 0}>
            {`Upload ${counted(rows.length, 'file')}`}
          </Button>
        </>
      }
    >
      <p className={styles.hint}>
        Files with the same drawing name are versions of one drawing, in the order of this list.
      </p>
      <form id={formId} onSubmit={submit} className={styles.form}>
        <datalist id={`${formId}-known`}>
          {known.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        {rows.map(({ file, drawingName, versionLabel }) => (
          <fieldset key={`${file.name} ${file.lastModified}`} className={styles.row}>
            <legend>
              {file.name} <span className={styles.size}>{bytes(file.size)}</span>
            </legend>
            <TextField
              label="Drawing"
              required
              maxLength={200}
              list={`${formId}-known`}
              value={drawingName}
              onChange={(event) => change(file, { drawingName: event.target.value })}
            />
            <TextField
              label="Version label"
              maxLength={200}
              placeholder="Rev 2, Addendum 1 …"
              value={versionLabel}
              onChange={(event) => change(file, { versionLabel: event.target.value })}
            />
            <Button
              kind="quiet"
              icon={X}
              iconOnly
              onClick={() => setRows(rows.filter((row) => row.file !== file))}
            >
              {`Leave out ${file.name}`}
            </Button>
          </fieldset>
        ))}
      </form>
      {unusable.map((file) => (
        <FormError key={file.name}>
          {file.name}: {whyUnusable(file)}
        </FormError>
      ))}
    </Dialog>
  )
}

function isUsable(file: File): boolean {
  return whyUnusable(file) === null
}

function whyUnusable(file: File): string | null {
  if (drawingType(file.name) === null) {
    return 'is no PDF, PNG, JPEG or TIFF. Export the drawing set as PDF.'
  }
  if (file.size === 0) return 'is empty. Choose the drawing set again.'
  if (file.size > MOST_BYTES) return 'is larger than 1 GB. Split the set by discipline.'
  return null
}
