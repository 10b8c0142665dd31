import { Redo2, Save, SquarePlus, Undo2, X } from 'lucide-react'
import { Button } from '../../ui'
import styles from './EditBar.module.css'
import type { Editing } from './useEditing'

/** What is done to the change list while it is edited. */
export function EditBar({ editing, onEnd }: { editing: Editing; onEnd: () => void }) {
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
        {editing.problem ?? hint(editing)}
      </p>
      <Button
        size="s"
        kind="primary"
        icon={Save}
        busy={editing.isSaving}
        disabled={!editing.isDirty}
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

function hint({ isAdding }: Editing): string {
  if (isAdding) return 'Drag a box around what the list lacks.'
  return 'Select a region to move, resize, relabel or delete it.'
}
