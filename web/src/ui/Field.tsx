import { useId, type ComponentProps, type ReactNode } from 'react'
import styles from './Field.module.css'
import { classes } from './classes'

interface About {
  label: string
  /** Says more than the label, before anything is typed. */
  hint?: ReactNode
  /** What is wrong with the value and how to put it right. */
  error?: string | null | undefined
  /** The label is for screen readers only. */
  hideLabel?: boolean
}

export function TextField({ label, hint, error, hideLabel, ...rest }: About & ComponentProps<'input'>) {
  return (
    <Labelled {...{ label, hint, error, hideLabel: hideLabel ?? false }}>
      {(ids) => <input type="text" {...rest} {...ids} className={classes(styles.control, rest.className)} />}
    </Labelled>
  )
}

export function TextArea({ label, hint, error, hideLabel, ...rest }: About & ComponentProps<'textarea'>) {
  return (
    <Labelled {...{ label, hint, error, hideLabel: hideLabel ?? false }}>
      {(ids) => (
        <textarea rows={3} {...rest} {...ids} className={classes(styles.control, styles.area, rest.className)} />
      )}
    </Labelled>
  )
}

export function Select({ label, hint, error, hideLabel, ...rest }: About & ComponentProps<'select'>) {
  return (
    <Labelled {...{ label, hint, error, hideLabel: hideLabel ?? false }}>
      {(ids) => <select {...rest} {...ids} className={classes(styles.control, rest.className)} />}
    </Labelled>
  )
}

export function Checkbox({ label, hint, ...rest }: Omit<About, 'error' | 'hideLabel'> & ComponentProps<'input'>) {
  const id = useId()
  return (
    <div className={styles.check}>
      <input type="checkbox" id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}

interface Ids {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean | undefined
}

function Labelled({
  label,
  hint,
  error,
  hideLabel,
  children,
}: About & { children: (ids: Ids) => ReactNode }) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  )
}
