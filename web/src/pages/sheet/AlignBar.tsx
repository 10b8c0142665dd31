import { Check, Crosshair, Undo2, X } from 'lucide-react'
import { Button } from '../../ui'
import styles from './EditBar.module.css'
import { isComplete, LEAST_PAIRS, MOST_PAIRS, type Aligning } from './useAligning'

interface AlignBarProps {
  aligning: Aligning
  isBusy: boolean
  onApply: () => void
  onEnd: () => void
}

/** How far a person is with laying the sheets on one another. */
export function AlignBar({ aligning, isBusy, onApply, onEnd }: AlignBarProps) {
  const { pairs, complete } = aligning
  return (
    <div className={styles.bar} role="toolbar" aria-label="Align by hand">
      <p className={styles.words} role="status">
        {words(aligning)}
      </p>
      <Button size="s" icon={Crosshair} onClick={() => aligning.takeCentre('old')}>
        Take the old cross
      </Button>
      <Button size="s" icon={Crosshair} onClick={() => aligning.takeCentre('new')}>
        Take the new cross
      </Button>
      <Button size="s" kind="quiet" icon={Undo2} iconOnly disabled={pairs.length === 0} onClick={aligning.undo}>
        Take back the last point
      </Button>
      <Button
        size="s"
        kind="primary"
        icon={Check}
        busy={isBusy}
        disabled={complete.length < LEAST_PAIRS}
        onClick={onApply}
      >
        Compare again
      </Button>
      <Button size="s" kind="quiet" icon={X} onClick={onEnd}>
        Cancel
      </Button>
    </div>
  )
}

function words({ pairs, complete }: Aligning): string {
  const last = pairs.at(-1)
  if (last && !isComplete(last)) return `Place ${pairs.length}: now click it on the ${last.old ? 'new' : 'old'} sheet.`
  if (complete.length === MOST_PAIRS) return 'Three places are enough. Compare again with them.'
  if (complete.length >= LEAST_PAIRS) return `${complete.length} places. One more makes it surer where paper stretched.`
  const which = complete.length === 0 ? 'a place that is the same on both sheets' : 'another place, far from the first'
  return `Click ${which}: on the old sheet, then on the new one. Zoom in to place it exactly.`
}
