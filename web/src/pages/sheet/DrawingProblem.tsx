import { ErrorState } from '../../ui'
import styles from './Sheet.module.css'

interface Loaded {
  error: unknown
  retry: () => void
}

/** Why the drawing, or a part of it, is not there, with a try again. */
export function DrawingProblem({
  isWithoutFrame,
  pages,
  tiles,
}: {
  /** There is a drawing, and nothing that says where its sheets lie: it needs its pages. */
  isWithoutFrame: boolean
  pages: Loaded
  tiles: Loaded
}) {
  const [title, { error, retry }] =
    isWithoutFrame && pages.error !== null
      ? ['The drawing could not be shown: the sizes of its sheets are missing', pages]
      : ['Some of the drawing could not be loaded', tiles]
  if (error === null) return null
  return (
    <div className={styles.problem}>
      <ErrorState title={title} error={error} onRetry={retry} />
    </div>
  )
}
