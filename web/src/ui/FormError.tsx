import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './FormError.module.css'

/** Why what was asked for could not be done, where it was asked. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className={styles.error}>
      <CircleAlert size={16} aria-hidden="true" />
      {children}
    </p>
  )
}
