import { characterKeysAreOn, useShortcuts } from '../../shell/shortcuts'
import type { TriageStatus } from '../../data/types'
import styles from './DecisionKeys.module.css'
import { TRIAGE, TRIAGE_STATUSES } from './statuses'

/** The keys that decide in a dialog, and which they are: the help of the page cannot be opened there. */
export function DecisionKeys({ onDecide }: { onDecide: (status: TriageStatus) => void }) {
  useShortcuts(
    'Decision',
    TRIAGE_STATUSES.map((status) => ({
      keys: TRIAGE[status].key,
      label: TRIAGE[status].label,
      run: () => onDecide(status),
    })),
    true,
  )
  return (
    <p className={styles.keys}>
      {characterKeysAreOn() &&
        TRIAGE_STATUSES.map((status) => (
          <span key={status}>
            <kbd>{TRIAGE[status].key}</kbd> {TRIAGE[status].label}
          </span>
        ))}
      <span>
        <kbd>Ctrl</kbd> <kbd>Enter</kbd> saves the comment
      </span>
    </p>
  )
}
