import { KIND_SIGNS, placeWords } from '@viewer/words.js'
import type { Size } from '@viewer/types.js'
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type UIEvent } from 'react'
import type { Decision } from '../../data/types'
import styles from './ChangeList.module.css'
import type { ShownChange } from './edits'
import { categoryWord, changeLine, TRIAGE } from './words'

/** All rows are as high: of thousands only those in sight are made. */
const ROW_PX = 56
const SPARE_ROWS = 6

interface ChangeListProps {
  changes: readonly ShownChange[]
  decisions: ReadonlyMap<string, Decision>
  selected: string | null
  size_pt: Size
  onSelect: (id: string) => void
}

/** The entries of the change list, as many as there may be. */
export function ChangeList({ changes, decisions, selected, size_pt, onSelect }: ChangeListProps) {
  const box = useRef<HTMLDivElement>(null)
  const { first, last, onScroll } = useWindow(box, changes.length)
  const place = changes.findIndex((change) => change.id === selected)

  useLayoutEffect(() => {
    const list = box.current
    if (!list || place < 0) return
    const top = place * ROW_PX
    const isInSight = top >= list.scrollTop && top + ROW_PX <= list.scrollTop + list.clientHeight
    if (!isInSight) list.scrollTop = top - (list.clientHeight - ROW_PX) / 2
  }, [place])

  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: place + 1, ArrowUp: Math.max(place - 1, 0), Home: 0, End: changes.length - 1 }[event.key]
    const next = to === undefined || event.shiftKey ? undefined : changes[to]
    if (!next) return
    event.preventDefault()
    onSelect(next.id)
  }

  return (
    <div
      ref={box}
      className={styles.list}
      role="listbox"
      aria-label="Changes"
      tabIndex={0}
      aria-activedescendant={place >= first && place < last ? rowId(changes[place]?.id ?? '') : undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: changes.length * ROW_PX }} role="presentation">
        {changes.slice(first, last).map((change, i) => (
          <Row
            key={change.id}
            change={change}
            decision={decisions.get(change.id)}
            isSelected={change.id === selected}
            where={placeWords(change.box_pt, size_pt)}
            place={first + i}
            count={changes.length}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  change: ShownChange
  decision: Decision | undefined
  isSelected: boolean
  where: string
  place: number
  count: number
  onSelect: (id: string) => void
}

function Row({ change, decision, isSelected, where, place, count, onSelect }: RowProps) {
  const status = decision && decision.status !== 'open' ? TRIAGE[decision.status] : null
  const Icon = status?.icon
  return (
    // The list itself takes the keys: it has the focus, its options have none.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={rowId(change.id)}
      role="option"
      tabIndex={-1}
      data-change={change.id}
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={count}
      className={styles.row}
      style={{ transform: `translateY(${place * ROW_PX}px)` }}
      onClick={() => onSelect(change.id)}
    >
      <span className={styles.sign} data-kind={change.kind} aria-hidden="true">
        {KIND_SIGNS[change.kind]}
      </span>
      <span className={styles.what}>
        <span className={styles.meta}>
          <b>{change.id}</b> {categoryWord(change.category)} {change.kind} · {where}
          {change.isDraft && ' · not saved'}
        </span>
        <bdi className={styles.text}>{changeLine(change)}</bdi>
      </span>
      {status && Icon && (
        <span className={styles.status} data-tone={status.tone} title={status.label}>
          <Icon size={17} aria-hidden="true" />
          <span className="visually-hidden">{status.label}</span>
        </span>
      )}
    </div>
  )
}

const rowId = (id: string) => `change-${id.replace(/\s/g, '-')}`

/** The rows in sight, and some beyond. */
function useWindow(box: React.RefObject<HTMLDivElement | null>, count: number) {
  const [span, setSpan] = useState({ top: 0, height: 800 })
  const look = (list: HTMLElement) => setSpan({ top: list.scrollTop, height: list.clientHeight })
  useLayoutEffect(() => {
    const list = box.current
    if (!list) return undefined
    const resizing = new ResizeObserver(() => look(list))
    resizing.observe(list)
    return () => resizing.disconnect()
  }, [box])
  return {
    first: Math.max(0, Math.floor(span.top / ROW_PX) - SPARE_ROWS),
    last: Math.min(count, Math.ceil((span.top + span.height) / ROW_PX) + SPARE_ROWS),
    onScroll: (event: UIEvent<HTMLElement>) => look(event.currentTarget),
  }
}
