import type { TriageStatus } from '../../data/types'
import styles from './StatusButtons.module.css'
import { TRIAGE, TRIAGE_STATUSES } from './statuses'

/** What is to become of it, each with its key. */
export function StatusButtons({
  label,
  status,
  onChoose,
}: {
  label: string
  /** `null`: of several that are not alike. */
  status: TriageStatus | null
  /** `null`: this person, or this session, takes no decisions. */
  onChoose: ((status: TriageStatus) => void) | null
}) {
  return (
    <div className={styles.statuses} role="group" aria-label={label}>
      {TRIAGE_STATUSES.map((name) => {
        const { label: word, key, icon: Icon, tone } = TRIAGE[name]
        return (
          <button
            key={name}
            type="button"
            data-tone={tone}
            aria-pressed={status === null ? undefined : status === name}
            title={`${word} (${key})`}
            disabled={!onChoose}
            onClick={() => onChoose?.(name)}
          >
            <Icon size={15} aria-hidden="true" />
            {word}
          </button>
        )
      })}
    </div>
  )
}
