import { Info, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Tone } from './Badge'
import styles from './Notice.module.css'

/** What has to be known before the rest is read, with what can be done about it. */
export function Notice({
  tone = 'neutral',
  icon,
  actions,
  children,
}: {
  tone?: Exclude<Tone, 'good'>
  /** Without one, the tone's own. */
  icon?: LucideIcon
  actions?: ReactNode
  children: ReactNode
}) {
  const Icon = icon ?? (tone === 'neutral' || tone === 'accent' ? Info : TriangleAlert)
  return (
    <div className={styles.notice} data-tone={tone}>
      <Icon size={16} aria-hidden="true" />
      <p>{children}</p>
      {actions}
    </div>
  )
}
