import { KIND_SIGNS, placeWords } from '@viewer/words.js'
import type { Size } from '@viewer/types.js'
import { Square, SquareCheck } from 'lucide-react'
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type UIEvent } from 'react'
import type { Decision } from '../../data/types'
import styles from './ChangeList.module.css'
import { isNewId, type ShownChange } from './edits'
import type { Marking } from './useMarking'
import { TRIAGE } from '../triage/statuses'
import { categoryWord, changeLine } from './words'

/** All rows are as high: of thousands only those in sight are made. */
const ROW_PX = 56
const SPARE_ROWS = 6

interface ChangeListProps {
  changes: readonly ShownChange[]
  decisions: ReadonlyMap<string, Decision>
  selected: string | null
  /** Which are selected to be decided of at once; `null` where nobody decides. */
  marking: Marking | null
  size_pt: Size
  onSelect: (id: string) => void
}

/** The entries of the change list, as many as there may be. */
export function ChangeList({ changes, decisions, selected, marking, size_pt, onSelect }: ChangeListProps) {
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
    if (marking && markedByKey(event, marking, selected)) {
      event.preventDefault()
      return
    }
    const to = { ArrowDown: place + 1, ArrowUp: Math.max(place - 1, 0), Home: 0, End: changes.length - 1 }[event.key]
    const next = to === undefined ? undefined : changes[to]
    if (!next || (event.shiftKey && !marking)) return
    event.preventDefault()
    if (event.shiftKey) marking?.extend(selected, next.id)
    onSelect(next.id)
  }

  return (
    <div
      ref={box}
      className={styles.list}
      role="listbox"
      aria-label="Changes"
      aria-multiselectable={marking ? true : undefined}
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
            marking={isNewId(change.id) ? null : marking}
            from={selected}
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

/** Whether a key selects changes for a decision: blank this one, Ctrl+A all that are shown. */
function markedByKey(event: KeyboardEvent, marking: Marking, selected: string | null): boolean {
  if (event.key === ' ' && selected) marking.toggle(selected)
  else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) marking.markAll()
  else return false
  return true
}

interface RowProps {
  change: ShownChange
  decision: Decision | undefined
  isSelected: boolean
  marking: Marking | null
  /** The change that is shown. */
  from: string | null
  where: string
  place: number
  count: number
  onSelect: (id: string) => void
}

function Row({ change, decision, isSelected, marking, from, where, place, count, onSelect }: RowProps) {
  const isMarked = marking?.isMarked(change.id) ?? false
  const onClick = (event: MouseEvent) => {
    if (marking && event.shiftKey) marking.extend(from, change.id)
    else if (marking && (event.ctrlKey || event.metaKey)) marking.toggle(change.id)
    else onSelect(change.id)
  }
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
      aria-checked={marking ? isMarked : undefined}
      aria-posinset={place + 1}
      aria-setsize={count}
      className={styles.row}
      style={{ transform: `translateY(${place * ROW_PX}px)` }}
      onClick={onClick}
    >
      {marking && <MarkBox isMarked={isMarked} marking={marking} from={from} id={change.id} />}
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

/** For the pointer: keys select by blank, and `aria-checked` of the row tells of it. */
function MarkBox({
  isMarked,
  marking,
  from,
  id,
}: {
  isMarked: boolean
  marking: Marking
  from: string | null
  id: string
}) {
  const Icon = isMarked ? SquareCheck : Square
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- see above
    <span
      className={styles.mark}
      data-mark={id}
      onClick={(event) => {
        event.stopPropagation()
        if (event.shiftKey) marking.extend(from, id)
        else marking.toggle(id)
      }}
    >
      <Icon size={18} aria-hidden="true" />
    </span>
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
