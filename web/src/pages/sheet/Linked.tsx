import { Fragment, type ReactNode } from 'react'
import type { SheetSummary } from '../../data/types'
import styles from './Linked.module.css'

/** The changes that a summary gives for what it says; of them, those that are still listed. */
export function citedBy(summary: SheetSummary | null | undefined, listed: ReadonlySet<string>): ReadonlySet<string> {
  const cited = (summary?.changes_found ?? []).flatMap((finding) => finding.change_ids)
  return new Set(cited.filter((id) => listed.has(id)))
}

/** What a text quotes of a drawing, in curly quotes, up to the last one before the next begins. */
const QUOTED = /(“[^“]*”)/
const ID = /\b(c\d+)\b/

/**
 * A text whose ids of cited changes lead to them. What it quotes is the drawing's own: a door or a
 * column may be called "c12" there.
 */
export function Linked({
  text,
  cited,
  onSelect,
}: {
  text: string
  cited: ReadonlySet<string>
  onSelect: (id: string) => void
}): ReactNode {
  const parts = text.split(QUOTED).flatMap((part, i) => (i % 2 === 1 ? [part, ''] : evened(part.split(ID))))
  return parts.map((part, i) =>
    i % 2 === 1 && cited.has(part) ? (
      <ChangeLink key={i} id={part} onSelect={onSelect} />
    ) : (
      <Fragment key={i}>{part}</Fragment>
    ),
  )
}

/** With an even count, so that ids stay at odd places when parts are put together. */
const evened = (parts: string[]) => (parts.length % 2 === 1 ? [...parts, ''] : parts)

export function ChangeLink({ id, onSelect }: { id: string; onSelect: (id: string) => void }) {
  return (
    <button type="button" className={styles.change} aria-label={`Show change ${id}`} onClick={() => onSelect(id)}>
      {id}
    </button>
  )
}
