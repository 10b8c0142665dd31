import styles from './Progress.module.css'

/** How much of something is done, as a bar and in words. */
export function Progress({
  label,
  value,
  max = 100,
  text,
}: {
  label: string
  value: number
  max?: number
  /** What stands beside the bar; without it, a percentage. */
  text?: string
}) {
  const percent = max > 0 ? Math.min(100, (100 * value) / max) : 0
  const shown = text ?? `${Math.round(percent)} %`
  return (
    <div className={styles.progress}>
      <span className={styles.label}>{label}</span>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={label}
        aria-valuenow={Math.round(percent)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={shown}
      >
        <div className={styles.done} style={{ width: `${percent}%` }} />
      </div>
      <span className={styles.value}>{shown}</span>
    </div>
  )
}
