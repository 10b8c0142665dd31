import { useCallback, useState } from 'react'
import { keep, kept } from '../../data/kept'
import type { Drafts } from './drafts'

/** Noted corrections of a session; they outlast a look at a sheet, a reload and a sign-in. */
export function useDrafts(sessionId: string): [Drafts, (drafts: Drafts) => void] {
  const what = `corrections.${sessionId}`
  const [drafts, setDrafts] = useState(() => (kept(what) ?? {}) as Drafts)
  const set = useCallback(
    (next: Drafts) => {
      setDrafts(next)
      keep(what, Object.keys(next).length > 0 ? next : null)
    },
    [what],
  )
  return [drafts, set]
}
