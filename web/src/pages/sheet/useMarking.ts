/** Which of the changes that are shown are selected, to decide of all of them at once. */
import { useRef, useState } from 'react'
import { isNewId } from './edits'

export interface Marking {
  /** In the order of the list. */
  ids: readonly string[]
  /** The same, the same as long as nothing else is selected. */
  marked: ReadonlySet<string>
  isMarked: (id: string) => boolean
  /** How many could be. */
  count: number
  toggle: (id: string) => void
  /** All from the one that was selected last to this one; from `from` where none was. */
  extend: (from: string | null, to: string) => void
  markAll: () => void
  clear: () => void
}

/**
 * @param shown the list as it is filtered; what it does not show is not selected any more. `undefined`
 *   while it is loaded.
 * @param first what is selected in the beginning.
 */
export function useMarking(shown: readonly { id: string }[] | undefined, first: readonly string[] = []): Marking {
  const [marked, setMarked] = useState<ReadonlySet<string>>(() => new Set(first))
  const anchor = useRef<string | null>(null)
  // An entry that is not saved has no id to decide of.
  const all = (shown ?? []).map(({ id }) => id).filter((id) => !isNewId(id))
  const ids = all.filter((id) => marked.has(id))
  if (shown && ids.length < marked.size) setMarked(new Set(ids))
  return {
    ids,
    marked,
    isMarked: (id) => marked.has(id),
    count: all.length,
    toggle: (id) => {
      anchor.current = id
      const after = new Set(ids)
      if (!after.delete(id) && all.includes(id)) after.add(id)
      setMarked(after)
    },
    extend: (from, to) => {
      const begin = anchor.current !== null && marked.has(anchor.current) ? anchor.current : (from ?? to)
      anchor.current = begin
      const places = [all.indexOf(begin), all.indexOf(to)].filter((place) => place >= 0)
      if (places.length > 0) setMarked(new Set([...ids, ...all.slice(Math.min(...places), Math.max(...places) + 1)]))
    },
    markAll: () => setMarked(new Set(all)),
    clear: () => {
      anchor.current = null
      setMarked(new Set())
    },
  }
}
