import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Session } from '../../data/types'
import { useShortcuts } from '../../shell/shortcuts'
import { ChatPanel } from './ChatPanel'
import { SetSummaryPanel } from './SetSummaryPanel'
import styles from './SidePanel.module.css'

const PANELS = [
  { id: 'summary', label: 'Summary' },
  { id: 'ask', label: 'Ask' },
] as const

type PanelId = (typeof PANELS)[number]['id']

/** Beside the sheets: what matters most over all of them, and questions about them. */
export function SidePanel({ session }: { session: Session }) {
  const [open, setOpen] = useState<PanelId>('summary')
  const root = useRef<HTMLElement>(null)
  useShortcuts('Comparison', [
    { keys: 's', label: 'Summary of the set', run: () => setOpen('summary') },
    {
      keys: 'c',
      label: 'Ask about this comparison',
      run: () => {
        // At once, not with the next frame: what is typed right after it belongs to the question.
        flushSync(() => setOpen('ask'))
        root.current?.querySelector('textarea')?.focus()
      },
    },
  ])
  return (
    <aside className={styles.side} aria-label="About the whole set" ref={root}>
      <div role="tablist" aria-label="About the whole set" className={styles.tabs}>
        {PANELS.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={open === id}
            aria-controls={`panel-${id}`}
            tabIndex={open === id ? 0 : -1}
            className={styles.tab}
            onClick={() => setOpen(id)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
              const other = id === 'summary' ? 'ask' : 'summary'
              setOpen(other)
              document.getElementById(`tab-${other}`)?.focus()
            }}
          >
            {label}
          </button>
        ))}
      </div>
      {PANELS.map(({ id }) => (
        <div
          key={id}
          role="tabpanel"
          id={`panel-${id}`}
          aria-labelledby={`tab-${id}`}
          hidden={open !== id}
          className={styles.panel}
        >
          {id === 'summary' ? <SetSummaryPanel session={session} /> : <ChatPanel session={session} />}
        </div>
      ))}
    </aside>
  )
}
