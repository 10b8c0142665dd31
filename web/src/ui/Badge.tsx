import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Badge.module.css'

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad'

/** A short state in words; the colour only underlines what the words and the icon say. */
export function Badge({
  tone = 'neutral',
  icon: Icon,
  children,
}: {
  tone?: Tone
  icon?: LucideIcon | undefined
  children: ReactNode
}) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {Icon && <Icon size={13} aria-hidden="true" />}
      {children}
    </span>
  )
}
