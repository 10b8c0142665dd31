import { ErrorState } from '../../ui'
import styles from './Sheet.module.css'

interface Loaded {
  error: unknown
  retry: () => void
}

interface DrawingProblemProps {
  /** There is a drawing, and nothing that says where its sheets lie: the sizes of its pages are missing. */
  isWithoutFrame: boolean
  tiles: Loaded
}

/** Why the drawing, or a part of it, is not there, with a try again where that may help. */
export function DrawingProblem({ isWithoutFrame, tiles }: DrawingProblemProps) {
  if (!isWithoutFrame && tiles.error === null) return null
  return (
    <div className={styles.problem}>
      {isWithoutFrame ? (
        <p role="alert">
          The drawing could not be shown: the sizes of its sheets are missing. Compare the two versions again.
        </p>
      ) : (
        <ErrorState title="Some of the drawing could not be loaded" error={tiles.error} onRetry={tiles.retry} />
      )}
    </div>
  )
}
