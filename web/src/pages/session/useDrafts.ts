import { useCallback, useState } from 'react'
import type { Drafts } from './drafts'

/** Noted corrections of a session; they outlast a look at a sheet and a reload. */
export function useDrafts(sessionId: string): [Drafts, (drafts: Drafts) => void] {
  const key = `buildtrace.corrections.${sessionId}`
  const [drafts, setDrafts] = useState(() => kept(key))
  const set = useCallback(
    (next: Drafts) => {
      setDrafts(next)
      if (Object.keys(next).length > 0) sessionStorage.setItem(key, JSON.stringify(next))
      else sessionStorage.removeItem(key)
    },
    [key],
  )
  return [drafts, set]
}

function kept(key: string): Drafts {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Drafts
  } catch {
    return {} // of another release
  }
}
