import { useCallback } from 'react'
import { useKept } from '../../data/kept'
import type { Drafts } from './drafts'

const NONE: Drafts = {}

const areDrafts = (found: unknown): found is Drafts => typeof found === 'object' && found !== null

/** Noted corrections of a session; they outlast a look at a sheet, a reload and a sign-in. */
export function useDrafts(sessionId: string): [Drafts, (drafts: Drafts) => void] {
  const [drafts, change] = useKept(`corrections.${sessionId}`, NONE, areDrafts)
  const set = useCallback((next: Drafts) => change(() => (Object.keys(next).length > 0 ? next : NONE)), [change])
  return [drafts, set]
}
