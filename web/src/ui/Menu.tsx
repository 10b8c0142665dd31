import type { LucideIcon } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Button } from './Button'
import styles from './Menu.module.css'

export interface MenuItem {
  label: string
  icon?: LucideIcon
  onSelect: () => void
  disabled?: boolean
}

interface MenuProps {
  label: string
  icon?: LucideIcon
  iconOnly?: boolean
  items: MenuItem[]
  /** Above the items, for reading. */
  header?: ReactNode
}

/** A button with a menu: arrows move, Enter chooses, Escape closes. */
export function Menu({ label, icon, iconOnly, items, header }: MenuProps) {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const menuId = useId()

  useEffect(() => {
    if (!isOpen) return
    options(list.current)[0]?.focus()
    const onPointer = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', onPointer)
    return () => document.removeEventListener('pointerdown', onPointer)
  }, [isOpen])

  const close = () => {
    setOpen(false)
    root.current?.querySelector('button')?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    else if (event.key === 'Tab') setOpen(false)
    else if (!moved(list.current, event.key)) return
    if (event.key !== 'Tab') {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  return (
    <div className={styles.root} ref={root}>
      <Button
        kind="quiet"
        icon={icon}
        iconOnly={iconOnly ?? false}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </Button>
      {isOpen && (
        <div className={styles.panel}>
          {header && <div className={styles.header}>{header}</div>}
          <div role="menu" tabIndex={-1} id={menuId} aria-label={label} ref={list} onKeyDown={onKeyDown}>
            {items.map(({ label: name, icon: Icon, onSelect, disabled }) => (
              <button
                key={name}
                type="button"
                role="menuitem"
                tabIndex={-1}
                disabled={disabled}
                className={styles.item}
                onClick={() => {
                  close()
                  onSelect()
                }}
              >
                {Icon && <Icon size={16} aria-hidden="true" />}
                {name}
              </button>
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

function options(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)') ?? [])]
}

function moved(list: HTMLElement | null, key: string): boolean {
  const all = options(list)
  const at = all.indexOf(document.activeElement as HTMLElement)
  const next: Record<string, number> = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  }
  const to = next[key]
  if (to === undefined) return false
  all[to]?.focus()
  return true
}
