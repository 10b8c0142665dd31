import { CATEGORY_WORDS } from '@viewer/words.js'
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { ChangeCategory, ChangeKind } from '../../data/types'
import { Button, Select, TextField } from '../../ui'
import { isNewId, type ShownChange } from './edits'
import { KINDS } from './filters'
import styles from './RegionForm.module.css'
import type { Editing } from './useEditing'

const MOST_LETTERS = 300
const ARROWS = [
  ['left', ArrowLeft, -1, 0],
  ['up', ArrowUp, 0, -1],
  ['down', ArrowDown, 0, 1],
  ['right', ArrowRight, 1, 0],
] as const

/** What a person says of the selected region. */
export function RegionForm({ change, editing, onDelete }: { change: ShownChange; editing: Editing; onDelete: () => void }) {
  const set = (edit: Parameters<Editing['edit']>[1]) => editing.edit(change.id, edit)
  const label = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (isNewId(change.id)) label.current?.focus() // one that was just drawn has no name yet
  }, [change.id])
  return (
    <div className={styles.form}>
      <TextField
        ref={label}
        label="Label"
        value={change.label ?? ''}
        maxLength={MOST_LETTERS}
        error={change.source === 'added' && !change.label ? editing.problem : null}
        onChange={(event) => editing.edit(change.id, { label: event.target.value }, true)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
      <div className={styles.pair}>
        <Select label="Kind" value={change.kind} onChange={(event) => set({ kind: event.target.value as ChangeKind })}>
          {KINDS.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </Select>
        <Select
          label="Category"
          value={change.category}
          onChange={(event) => set({ category: event.target.value as ChangeCategory })}
        >
          {Object.entries(CATEGORY_WORDS).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      </div>
      <div className={styles.nudges}>
        <Nudges name="Move" act={(dx, dy) => editing.nudge(change, dx, dy, false)} />
        <Nudges name="Resize" act={(dx, dy) => editing.nudge(change, dx, dy, true)} />
      </div>
      <Button size="s" kind="danger" icon={Trash2} onClick={onDelete}>
        Delete: it is no change
      </Button>
    </div>
  )
}

/** By click or key what dragging does. */
function Nudges({ name, act }: { name: string; act: (dx: number, dy: number) => void }) {
  return (
    <div className={styles.nudge} role="group" aria-label={`${name} the region`}>
      <span>{name}</span>
      {ARROWS.map(([way, icon, dx, dy]) => (
        <Button key={way} size="s" kind="quiet" icon={icon} iconOnly onClick={() => act(dx, dy)}>
          {`${name} ${way}`}
        </Button>
      ))}
    </div>
  )
}
