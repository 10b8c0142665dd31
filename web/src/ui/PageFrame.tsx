import type { ReactNode } from 'react'
import styles from './Page.module.css'

/** A page of text and lists: a heading with what can be done, and the content under it. */
export function PageFrame({
  title,
  actions,
  children,
}: {
  title: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <div className={styles.page}>
      <div className={styles.heading}>
        <h1>{title}</h1>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}
