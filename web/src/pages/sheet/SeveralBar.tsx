import { MessageSquare, Undo2, X } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { Button, counted, TextField } from '../../ui'
import { StatusButtons } from '../triage/StatusButtons'
import { MOST_LETTERS, TRIAGE } from '../triage/statuses'
import type { Step, Triaging } from '../triage/useTriaging'
import styles from './SeveralBar.module.css'
import type { Marking } from './useMarking'
import type { Several } from './useSeveral'

/** Decides of all changes that are selected, at once; what it did can be taken back. */
export function SeveralBar({ several, triaging }: { several: Several; triaging: Triaging }) {
  const { marking, comment, setComment, decide } = several
  const { ids } = marking
  const bar = useFocusAfter(triaging.lastStep)
  return (
    <div ref={bar} className={styles.bar} role="group" aria-label="Several changes at once">
      <div className={styles.line}>
        <AllBox marking={marking} />
        {ids.length > 0 && (
          <Button kind="quiet" size="s" icon={X} onClick={marking.clear}>
            Select none
          </Button>
        )}
        {ids.length === 0 && triaging.lastStep && (
          <Button size="s" icon={Undo2} busy={triaging.isBusy} onClick={triaging.undo}>
            Undo
          </Button>
        )}
      </div>
      {ids.length > 0 && (
        <>
          <TextField
            label="Comment on all that are selected"
            hideLabel
            placeholder="Comment on all that are selected"
            maxLength={MOST_LETTERS}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          <Replaced ids={ids} triaging={triaging} isCommenting={comment.trim() !== ''} />
          <StatusButtons
            label={`Decision on ${counted(ids.length, 'change')}`}
            status={null}
            onChoose={triaging.isBusy ? null : (status) => decide({ status })}
          />
          {comment.trim() && (
            <Button size="s" icon={MessageSquare} busy={triaging.isBusy} onClick={() => decide({})}>
              {`Comment only, on ${counted(ids.length, 'change')}`}
            </Button>
          )}
        </>
      )}
      <p className={triaging.lastStep && ids.length === 0 ? styles.words : 'visually-hidden'} role="status">
        {triaging.lastStep && stepWords(triaging.lastStep)}
      </p>
    </div>
  )
}

/** After each step the keyboard goes on from the bar: what was pressed is gone with the selection. */
function useFocusAfter(step: Step | null) {
  const bar = useRef<HTMLDivElement>(null)
  const last = useRef(step)
  useEffect(() => {
    if (last.current === step) return
    last.current = step
    if (document.activeElement !== document.body) return
    const place = bar.current?.querySelector('button') ?? bar.current?.querySelector('input')
    place?.focus()
  }, [step])
  return bar
}

/** What stands already of changes that are selected, maybe since they were: it would be said anew. */
function Replaced({
  ids,
  triaging: { decisions },
  isCommenting,
}: {
  ids: readonly string[]
  triaging: Triaging
  isCommenting: boolean
}) {
  const found = ids.flatMap((id) => decisions.get(id) ?? [])
  const decided = found.filter(({ status }) => status !== 'open').length
  const commented = isCommenting ? found.filter(({ comment }) => comment !== '').length : 0
  if (decided + commented === 0) return null
  return (
    <p className={styles.words}>
      {decided > 0 && `${decided} of these ${decided === 1 ? 'is' : 'are'} decided already. `}
      {commented > 0 && `Your comment takes the place of ${counted(commented, 'comment')}.`}
    </p>
  )
}

/** Selects all that are shown, or none. */
function AllBox({ marking: { ids, count, markAll, clear } }: { marking: Marking }) {
  const id = useId()
  const box = useRef<HTMLInputElement>(null)
  const isSome = ids.length > 0 && ids.length < count
  useEffect(() => {
    if (box.current) box.current.indeterminate = isSome
  }, [isSome])
  return (
    <span className={styles.all}>
      <input
        ref={box}
        id={id}
        type="checkbox"
        checked={count > 0 && ids.length === count}
        onChange={ids.length === count ? clear : markAll}
      />
      <label htmlFor={id}>
        {ids.length > 0 ? `${ids.length} of ${count} selected` : `Select all ${count} shown`}
      </label>
    </span>
  )
}

function stepWords({ said: { status, comment }, count }: Step): string {
  const words = [status && TRIAGE[status].label.toLowerCase().replace('rfi', 'RFI'), comment !== undefined && 'commented']
  return `${counted(count, 'change')}: ${words.filter(Boolean).join(', ')}.`
}
