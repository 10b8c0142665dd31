import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import styles from './PanelTabs.module.css'

export interface PanelTab<N extends string> {
  name: N
  label: string
  content: ReactNode
}

interface PanelTabsProps<N extends string> {
  label: string
  tabs: readonly PanelTab<N>[]
  chosen: N
  onChoose: (name: N) => void
}

/** Sides of one thing, in place; arrows go from one to the next. */
export function PanelTabs<N extends string>({ label, tabs, chosen, onChoose }: PanelTabsProps<N>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!step) return
    event.preventDefault()
    const place = (tabs.findIndex(({ name }) => name === chosen) + step + tabs.length) % tabs.length
    const next = tabs[place]
    if (!next) return
    onChoose(next.name)
    list.current?.querySelectorAll('button')[place]?.focus()
  }
  const shown = tabs.find(({ name }) => name === chosen)
  return (
    <>
      <div ref={list} className={styles.tabs} role="tablist" aria-label={label}>
        {tabs.map(({ name, label: words }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === chosen}
            aria-controls="panel-page"
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
            onKeyDown={onKeyDown}
          >
            {words}
          </button>
        ))}
      </div>
      <div id="panel-page" role="tabpanel" aria-labelledby={`tab-${chosen}`} className={styles.page}>
        {shown?.content}
      </div>
    </>
  )
}
