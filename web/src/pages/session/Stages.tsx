import type { Session, StageProgress } from '../../data/types'
import { Progress } from '../../ui'
import styles from './Stages.module.css'

/** How far each stage is. It keeps its height, so that nothing under it moves. */
export function Stages({ session }: { session: Session }) {
  const { ocr, diff, summary } = session.progress
  return (
    <div className={styles.stages}>
      <Progress label="Pages read" value={ocr.percentage} text={textOf(ocr)} />
      <Progress label="Sheets compared" value={diff.percentage} text={textOf(diff)} />
      <Progress label="Summaries" value={summary.percentage} text={textOf(summary)} />
    </div>
  )
}

function textOf({ total, completed, failed }: StageProgress): string {
  if (total === 0) return 'waiting'
  return `${completed + failed} of ${total}${failed > 0 ? `, ${failed} failed` : ''}`
}
