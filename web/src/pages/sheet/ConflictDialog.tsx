import { Button, Dialog } from '../../ui'
import type { Editing } from './useEditing'

/** Somebody else was faster: their state is loaded, and the own edits stay or go. */
export function ConflictDialog({ editing }: { editing: Editing }) {
  return (
    <Dialog
      title="Somebody changed this sheet meanwhile"
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
        Nothing was saved. The change list is loaded as it stands now; your edits stay on top of it until you save
        or discard them.
      </p>
    </Dialog>
  )
}
