import type { Comparison } from '../../data/types'
import { SHEET_CHANGE_ID } from './statuses'
import { TriageControl } from './TriageControl'
import type { Said, Triaging } from './useTriaging'
import styles from './WholeSheet.module.css'

/** What is to become of a sheet that was added or removed: it is one change, without a list. */
export function WholeSheet({
  kind,
  triaging,
  onDecide,
}: {
  kind: Comparison['kind']
  triaging: Triaging
  onDecide: ((said: Said) => void) | null
}) {
  return (
    <section className={styles.sheet} aria-label="The sheet as a whole">
      <h2>The whole sheet was {kind}</h2>
      <p className={styles.fine}>
        {kind === 'added'
          ? 'Everything on it is new. It is one change to decide, and counted as one.'
          : 'Everything on it is gone. It is one change to decide, and counted as one.'}
      </p>
      {triaging.isKnown && (
        <TriageControl
          comparisonId={triaging.comparisonId}
          decision={triaging.decisions.get(SHEET_CHANGE_ID)}
          onDecide={onDecide}
          isBusy={triaging.isBusy}
          draft={triaging.drafts.of(SHEET_CHANGE_ID)}
          isOvertaken={triaging.drafts.isOvertaken(SHEET_CHANGE_ID)}
          onDraft={(text) => triaging.drafts.write(SHEET_CHANGE_ID, text)}
        />
      )}
    </section>
  )
}
