import { Check, Crosshair, Magnet, Undo2, X } from 'lucide-react'
import { useShortcuts } from '../../shell/shortcuts'
import { Button, classes } from '../../ui'
import styles from './EditBar.module.css'
import { isComplete, LEAST_PAIRS, MOST_PAIRS, type Aligning } from './useAligning'

interface AlignBarProps {
  aligning: Aligning
  isBusy: boolean
  /** `null`: this person, or this session, takes no corrections. */
  onApply: (() => void) | null
  onEnd: () => void
}

/** How far a person is with laying the sheets on one another. */
export function AlignBar({ aligning, isBusy, onApply, onEnd }: AlignBarProps) {
  const { pairs, complete, isSnapping, setSnapping } = aligning
  const turn = () => setSnapping(!isSnapping)
  useShortcuts('Align by hand', [{ keys: 'm', label: 'Take corners next to a click, or not', run: turn }])
  return (
    <div className={styles.bar} role="toolbar" aria-label="Align by hand">
      <p className={classes(styles.words, styles.line)} role="status">
        {words(aligning)}
      </p>
      <Button size="s" icon={Magnet} aria-pressed={isSnapping} title="Takes the corner or crossing next to a click (m)" onClick={turn}>
        Snap to corners
      </Button>
      {SIDES.map((side) => (
        <Button
          key={side}
          size="s"
          icon={Crosshair}
          onFocus={() => aligning.showCentre(side)}
          onClick={() => aligning.takeCentre(side)}
        >
          Take the {side} cross
        </Button>
      ))}
      <Button size="s" kind="quiet" icon={Undo2} iconOnly disabled={pairs.length === 0} onClick={aligning.undo}>
        Take back the last point
      </Button>
      <Button
        size="s"
        kind="primary"
        icon={Check}
        busy={isBusy}
        disabled={!onApply || complete.length < LEAST_PAIRS}
        onClick={() => onApply?.()}
      >
        Compare again
      </Button>
      <Button size="s" kind="quiet" icon={X} onClick={onEnd}>
        Cancel
      </Button>
    </div>
  )
}

const SIDES = ['old', 'new'] as const

function words({ pairs, complete, isSnapping }: Aligning): string {
  const last = pairs.at(-1)
  if (last && !isComplete(last)) return `Place ${pairs.length}: now click it on the ${last.old ? 'new' : 'old'} sheet.`
  if (complete.length === MOST_PAIRS) return 'Three places are enough. Compare again with them.'
  if (complete.length >= LEAST_PAIRS) return `${complete.length} places. One more makes it surer where paper stretched.`
  const which = complete.length === 0 ? 'a place that is the same on both sheets' : 'another place, far from the first'
  const exact = isSnapping
    ? 'The corner in the ring is taken.'
    : 'Zoom in to place it exactly.'
  return `Click ${which}: on the old sheet, then on the new one. ${exact}`
}
