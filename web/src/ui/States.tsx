import { CircleAlert, RotateCw, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError, messageOf } from '../data/errors'
import { Button } from './Button'
import styles from './States.module.css'

/** Where there is nothing yet: what it is for, and the way to the first one. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: LucideIcon
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={styles.state}>
      <Icon size={28} aria-hidden="true" className={styles.icon} />
      <h2>{title}</h2>
      {children && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  )
}

/** Where something could not be had: why, what to do, and a try again. */
export function ErrorState({
  error,
  onRetry,
  title = 'This could not be loaded',
}: {
  error: unknown
  onRetry?: () => void
  title?: string
}) {
  const requestId = error instanceof ApiError ? error.requestId : null
  return (
    <div className={styles.state} role="alert">
      <CircleAlert size={28} aria-hidden="true" className={styles.bad} />
      <h2>{title}</h2>
      <p className={styles.text}>{messageOf(error)}</p>
      {onRetry && (
        <Button icon={RotateCw} onClick={onRetry}>
          Try again
        </Button>
      )}
      {requestId && <p className={styles.fine}>Request {requestId}</p>}
    </div>
  )
}

/** While something is loaded for the first time. */
export function Loading({ what }: { what: string }) {
  return (
    <p className={styles.loading} role="status">
      Loading {what} …
    </p>
  )
}
