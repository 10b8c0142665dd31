import { NavLink } from 'react-router'
import styles from './Tabs.module.css'

export interface Tab {
  to: string
  label: string
  count?: number | undefined
}

/** Pages of one thing, as links: each has an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map(({ to, label: name, count }) => (
        <NavLink key={to} to={to} end className={styles.tab ?? ''}>
          {name}
          {count !== undefined && <span className={styles.count}>{count}</span>}
        </NavLink>
      ))}
    </nav>
  )
}
