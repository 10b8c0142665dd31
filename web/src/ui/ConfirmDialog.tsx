import { useState, type ReactNode } from 'react'
import { messageOf } from '../data/errors'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { TextField } from './Field'
import { FormError } from './FormError'

/** Asks before what cannot be undone; with `typed`, only after a name has been typed. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  leave = 'Cancel',
  typed,
  isBusy,
  error,
  onConfirm,
  onClose,
}: {
  title: string
  children: ReactNode
  /** What the button says. */
  confirm: string
  /** What the other one says. */
  leave?: string
  /** What has to be typed first. */
  typed?: string
  isBusy: boolean
  error: unknown
  onConfirm: () => void
  onClose: () => void
}) {
  const [text, setText] = useState('')
  const mayConfirm = typed === undefined || text.trim() === typed.trim()
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{leave}</Button>
          <Button kind="danger" disabled={!mayConfirm} busy={isBusy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <p>{children}</p>
      {typed !== undefined && (
        <TextField
          label={`Type “${typed}” to confirm`}
          value={text}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {error ? <FormError>{messageOf(error)}</FormError> : null}
    </Dialog>
  )
}
