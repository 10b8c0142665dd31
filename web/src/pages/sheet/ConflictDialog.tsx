import { Button, Dialog } from '../../ui'
import type { Editing } from './useEditing'

/** The sheet is not what it was: how it stands is loaded, and the own edits stay or go. */
export function ConflictDialog({ editing, why }: { editing: Editing; why: string }) {
  return (
    <Dialog
      title="Nothing was saved"
      onClose={() => void editing.acceptTheirs()}
      actions={
        <>
          <Button
            onClick={() => {
              editing.discard()
              void editing.acceptTheirs()
            }}
          >
            Discard mine
          </Button>
          <Button kind="primary" onClick={() => void editing.acceptTheirs()}>
            Keep mine and look again
          </Button>
        </>
      }
    >
      <p>
        {why} The change list is loaded as it stands now; your edits stay on top of it until you save or discard
        them.
      </p>
    </Dialog>
  )
}
