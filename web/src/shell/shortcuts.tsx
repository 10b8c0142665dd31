import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'

export interface Shortcut {
  /** `KeyboardEvent.key`, e.g. `n`, `ArrowDown`, `?`; with `Ctrl+` or `Shift+` before it. */
  keys: string | string[]
  /** What it does, for the help. */
  label: string
  run: (event: KeyboardEvent) => void
}

export interface ShortcutGroup {
  /** Where it works, for the help: `Viewer`, `Everywhere`. */
  title: string
  shortcuts: Shortcut[]
  /** Whether they are a dialog's: as long as one is open they work, and no others do. */
  isOfDialog: boolean
}

interface Registry {
  groups: () => ShortcutGroup[]
  add: (group: () => ShortcutGroup) => () => void
}

const Context = createContext<Registry | null>(null)

/** Hands keys to the shortcuts of what is on the page; what came last goes first. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(makeRegistry)

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return
      const pressed = nameOf(event)
      if (isCharacter(event) && !characterKeysAreOn()) return
      const found = registry
        .groups()
        .filter((group) => group.isOfDialog === isDialogOpen())
        .flatMap((group) => group.shortcuts)
        .find(({ keys }) => [keys].flat().includes(pressed))
      if (!found) return
      event.preventDefault()
      found.run(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [registry])

  return <Context value={registry}>{children}</Context>
}

/** Shortcuts that work while the calling component is on the page; `isOfDialog`: it is in a dialog. */
export function useShortcuts(title: string, shortcuts: Shortcut[], isOfDialog = false): void {
  const registry = useRegistry()
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(
    () => registry.add(() => ({ title, shortcuts: latest.current, isOfDialog })),
    [registry, title, isOfDialog],
  )
}

/** All that work at the moment, for the help. */
export function useShortcutGroups(): ShortcutGroup[] {
  const registry = useRegistry()
  return useMemo(() => registry.groups(), [registry])
}

const SETTING = 'buildtrace.characterKeys'

/** Whether single letters are shortcuts; people who dictate turn that off (WCAG 2.1.4). */
export function characterKeysAreOn(): boolean {
  return localStorage.getItem(SETTING) !== 'off'
}

export function setCharacterKeys(isOn: boolean): void {
  localStorage.setItem(SETTING, isOn ? 'on' : 'off')
}

function useRegistry(): Registry {
  const registry = use(Context)
  if (!registry) throw new Error('shortcuts need a ShortcutsProvider')
  return registry
}

function makeRegistry(): Registry {
  const added: (() => ShortcutGroup)[] = []
  return {
    groups: () => added.map((group) => group()),
    add: (group) => {
      added.unshift(group)
      return () => void added.splice(added.indexOf(group), 1)
    },
  }
}

function nameOf(event: KeyboardEvent): string {
  const withShift = event.shiftKey && event.key.length > 1 ? 'Shift+' : ''
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${withShift}${event.key}`
}

function isCharacter(event: KeyboardEvent): boolean {
  return event.key.length === 1 && !event.ctrlKey && !event.metaKey
}

function isTyping(event: KeyboardEvent): boolean {
  const at = event.target
  if (!(at instanceof HTMLElement)) return false
  if (at.isContentEditable || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement) {
    return true
  }
  return at instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(at.type)
}

function isDialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null
}
