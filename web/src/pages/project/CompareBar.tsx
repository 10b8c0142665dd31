import { ArrowLeftRight, X } from 'lucide-react'
import type { Version } from '../../data/types'
import { Button } from '../../ui'
import styles from './CompareBar.module.css'
import { inOrder, versionName } from './picking'

/** What is picked for a comparison, at the foot of the window wherever the page is scrolled to. */
export function CompareBar({
  chosen,
  onClear,
  onCompare,
}: {
  chosen: Version[]
  onClear: () => void
  onCompare: () => void
}) {
  const pair = inOrder(chosen)
  return (
    <div className={styles.bar} role="region" aria-label="Comparison">
      <p aria-live="polite">
        {pair ? (
          <>
            <strong>{versionName(pair.old)}</strong> → <strong>{versionName(pair.now)}</strong>
          </>
        ) : (
          chosen[0] && (
            <>
              <strong>{versionName(chosen[0])}</strong>: pick the version to compare it with
            </>
          )
        )}
      </p>
      <Button kind="quiet" icon={X} onClick={onClear}>
        Clear
      </Button>
      <Button kind="primary" icon={ArrowLeftRight} disabled={!pair} onClick={onCompare}>
        Compare …
      </Button>
    </div>
  )
}
