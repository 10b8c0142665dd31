import { Redo2, Save, SquarePlus, TriangleAlert, Undo2, X } from 'lucide-react'
import { Button, counted } from '../../ui'
import styles from './EditBar.module.css'
import type { Editing } from './useEditing'

/** What is done to the change list while it is edited. */
export function EditBar({ editing, maySave, onEnd }: { editing: Editing; maySave: boolean; onEnd: () => void }) {
  const count = editing.history.now.size
  return (
    <div className={styles.bar} role="toolbar" aria-label="Edit the change list">
      <Button
        size="s"
        icon={SquarePlus}
        aria-pressed={editing.isAdding}
        onClick={(event) => {
          // Enter and Space have no place to draw: the region is made in the middle.
          if (event.detail === 0) editing.addInMiddle()
          else editing.setAdding(!editing.isAdding)
        }}
      >
        Add region
      </Button>
      <Button size="s" kind="quiet" icon={Undo2} iconOnly disabled={!editing.canUndo} onClick={editing.undo}>
        Undo (Ctrl+Z)
      </Button>
      <Button size="s" kind="quiet" icon={Redo2} iconOnly disabled={!editing.canRedo} onClick={editing.redo}>
        Redo (Ctrl+Y)
      </Button>
      <p className={styles.words} role="status">
        {editing.problem ?? (maySave ? hint(editing) : CLOSED)}
      </p>
      {editing.conflicts.length > 0 && (
        <Button size="s" icon={TriangleAlert} onClick={() => editing.settle(true)}>
          {counted(editing.conflicts.length, 'conflict')}
        </Button>
      )}
      <Button
        size="s"
        kind="primary"
        icon={Save}
        busy={editing.isSaving}
        disabled={!editing.canSave || !maySave}
        onClick={() => void editing.save().then((isSaved) => isSaved && onEnd())}
      >
        {count ? `Save ${count}` : 'Save'}
      </Button>
      <Button
        size="s"
        kind="quiet"
        icon={X}
        onClick={() => {
          editing.discard()
          onEnd()
        }}
      >
        {editing.isDirty ? 'Discard' : 'Done'}
      </Button>
    </div>
  )
}

const CLOSED = 'Nothing can be saved here any more: see what is said above, and note down what you need.'

function hint({ isAdding, conflicts, isResumed }: Editing): string {
  if (conflicts.length > 0) return `Somebody else changed ${conflicts.map(({ id }) => id).join(', ')} too.`
  if (isResumed) return 'Your edits are here again; they are not saved yet.'
  if (isAdding) return 'Drag a box around what the list lacks.'
  return 'Select a region to move, resize, relabel or delete it.'
}
