import { Button, Dialog } from '../../ui'
import { doneWords, type Conflict } from './conflicts'
import styles from './ConflictsDialog.module.css'

interface ConflictsDialogProps {
  conflicts: readonly Conflict[]
  onKeepMine: (conflict: Conflict) => void
  onTakeTheirs: (conflict: Conflict) => void
  onClose: () => void
}

/** Entries that somebody else has changed too: of each one of the two stays. */
export function ConflictsDialog({ conflicts, onKeepMine, onTakeTheirs, onClose }: ConflictsDialogProps) {
  return (
    <Dialog title="Somebody else changed these too" onClose={onClose} actions={<Button onClick={onClose}>Later</Button>}>
      <p>While you edited, what follows was corrected by somebody else. Nothing of yours is saved yet: say what stays.</p>
      <ul className={styles.list}>
        {conflicts.map((conflict) => (
          <li key={conflict.id}>
            <p>
              <b>{conflict.id}</b>
            </p>
            <p>They: {doneWords(conflict.seen, conflict.theirs)}</p>
            <p>You: {doneWords(conflict.seen, conflict.mine)}</p>
            <div className={styles.choice}>
              <Button size="s" onClick={() => onTakeTheirs(conflict)}>
                Take theirs of {conflict.id}
              </Button>
              <Button size="s" onClick={() => onKeepMine(conflict)}>
                Keep mine of {conflict.id}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
