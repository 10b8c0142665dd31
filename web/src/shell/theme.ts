import { useSyncExternalStore } from 'react'

/** system: as the device is set. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'buildtrace.theme' // public/theme.js reads it before the first paint
const listeners = new Set<() => void>()

function current(): Theme {
  const chosen = localStorage.getItem(KEY)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  for (const listener of listeners) listener()
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, current)
}
