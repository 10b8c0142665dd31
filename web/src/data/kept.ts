/**
 * What somebody has written and not saved, kept for them in this tab: a sign-in that has run out, or
 * a reload, does not lose it. Nobody else who signs in at this tab is given it.
 */
import { useCallback, useEffect, useRef, useState } from 'react'

let who: () => string | null = () => null

/** Set what tells whose page it is; `null` when nobody has signed in. */
export function connectKept(userId: () => string | null): void {
  who = userId
}

/** What was kept of something for whoever has signed in, `null` where nothing was. */
export function kept(what: string): unknown {
  const place = ownPlace(what)
  const text = place && sessionStorage.getItem(place)
  if (!text) return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null // of another release
  }
}

/** Keep it in place of what was kept of the same thing; `null` forgets that. */
export function keep(what: string, value: unknown): void {
  const place = ownPlace(what)
  if (!place) return
  if (value === null) sessionStorage.removeItem(place)
  else sessionStorage.setItem(place, JSON.stringify(value))
}

/** The key of a thing in the storage of the browser for whoever has signed in; `null` when nobody has. */
export function ownPlace(what: string): string | null {
  const userId = who()
  return userId === null ? null : `buildtrace.unsaved/${encodeURIComponent(userId)}/${what}`
}

/** Keep what follows from other states, whenever it changes; `null` forgets it. */
export function useKeeping(what: string, value: unknown): void {
  useEffect(() => keep(what, value), [what, value])
}

/**
 * A state that begins with what was kept of it, and is kept when it is set: the page may be left at once.
 *
 * @param none what it is when nothing is there to keep, always the same.
 * @param fits whether what was found is such a state: it may be of another release.
 */
export function useKept<T extends string | object>(what: string, none: T, fits: (found: unknown) => found is T) {
  const [value, setValue] = useState(() => {
    const found = kept(what)
    return fits(found) ? found : none
  })
  const latest = useRef(value)
  const set = useCallback(
    (change: (now: T) => T) => {
      latest.current = change(latest.current)
      keep(what, latest.current === none ? null : latest.current)
      setValue(latest.current)
    },
    [what, none],
  )
  return [value, set] as const
}
