import type { Size } from '@viewer/types.js'
import { asLine, cellWords, KIND_SIGNS, movedWords, placeWords } from '@viewer/words.js'
import { ChevronDown, ChevronUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, Button } from '../../ui'
import styles from './ChangeDetail.module.css'
import type { ShownChange } from './edits'
import { categoryWord } from './words'

interface ChangeDetailProps {
  change: ShownChange
  size_pt: Size
  onStep: (step: 1 | -1) => void
  /** What can be done with it. */
  children: ReactNode
}

/** Everything of the selected change. */
export function ChangeDetail({ change, size_pt, onStep, children }: ChangeDetailProps) {
  return (
    <section className={styles.detail} aria-label={`Change ${change.id}`}>
      <header className={styles.head}>
        <h2>
          <span aria-hidden="true">{KIND_SIGNS[change.kind]}</span> {change.id}
        </h2>
        <span className={styles.where}>
          {categoryWord(change.category)} {change.kind} · {placeWords(change.box_pt, size_pt)}
          {cellWords(change)}
        </span>
        <Button kind="quiet" size="s" icon={ChevronUp} iconOnly onClick={() => onStep(-1)}>
          Previous change (p)
        </Button>
        <Button kind="quiet" size="s" icon={ChevronDown} iconOnly onClick={() => onStep(1)}>
          Next change (n)
        </Button>
      </header>
      <Texts change={change} />
      <Badges change={change} />
      {children}
    </section>
  )
}

function Texts({ change }: { change: ShownChange }) {
  const { parts } = change
  return (
    <div className={styles.texts}>
      {change.label && <p className={styles.label}>{change.label}</p>}
      <OldNew before={change.old_text} after={change.new_text} />
      {change.kind === 'moved' && <p>{movedWords(change)}</p>}
      {parts.length > 1 && (
        <details>
          <summary>{parts.length} places</summary>
          <ul className={styles.parts}>
            {parts.map((part, i) => (
              <li key={i}>
                {part.column && <span className={styles.where}>{part.column}: </span>}
                <OldNew before={part.old_text} after={part.new_text} />
                {!part.old_text && !part.new_text && `${categoryWord(part.category)} ${part.kind}`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function OldNew({ before, after }: { before?: string | null | undefined; after?: string | null | undefined }) {
  if (!before && !after) return null
  return (
    <p className={styles.oldNew}>
      {before && <del>{asLine(before)}</del>}
      {before && after && ' → '}
      {after && <ins>{asLine(after)}</ins>}
    </p>
  )
}

function Badges({ change }: { change: ShownChange }) {
  const shown = [
    change.is_clouded === true && <Badge key="cloud">☁ clouded</Badge>,
    change.is_clouded === false && (
      <Badge key="no cloud" tone="warn">
        no cloud
      </Badge>
    ),
    change.source !== 'machine' && <Badge key="source">{change.source} by a person</Badge>,
    change.isDraft && (
      <Badge key="draft" tone="accent">
        not saved
      </Badge>
    ),
  ].filter(Boolean)
  return shown.length > 0 && <p className={styles.badges}>{shown}</p>
}
