/**
 * What somebody has written and not saved, kept for them in this tab: a sign-in that has run out, or
 * a reload, does not lose it. Nobody else who signs in at this tab is given it.
 */

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
