import { useState } from 'react'
import { messageOf } from '../../data/errors'
import { useTriageHistory } from '../../data/sheetQueries'
import type { Decision } from '../../data/types'
import { Time } from '../../ui'
import { TRIAGE } from './statuses'
import styles from './TriageControl.module.css'

/** Everything that was decided of a change, the latest first; asked for when somebody opens it. */
export function DecisionHistory({ comparisonId, decision }: { comparisonId: string; decision: Decision }) {
  const [isOpen, setOpen] = useState(false)
  const { data: history, error } = useTriageHistory(comparisonId, decision, isOpen)
  return (
    <details className={styles.history} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Decided {decision.decided_count} times</summary>
      {history ? (
        <ol>
          {history.map((one) => (
            <li key={one.revision}>
              <Said decision={one} /> {TRIAGE[one.status].label}
              {one.comment && `: ${one.comment}`}
            </li>
          ))}
        </ol>
      ) : (
        <p role="status">{error ? messageOf(error) : 'Loading …'}</p>
      )}
    </details>
  )
}

/** Who decided, and when. */
export function Said({ decision }: { decision: Decision }) {
  return (
    <span className={styles.said}>
      {decision.decided_by_name || decision.decided_by}, <Time at={decision.decided_at} />
    </span>
  )
}
