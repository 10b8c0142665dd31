/** Deciding of all changes that are selected: the same for each, with one comment. */
import { useMemo, useState } from 'react'
import { keep, kept, useKeeping } from '../../data/kept'
import type { Said, Triaging } from '../triage/useTriaging'
import { useMarking, type Marking } from './useMarking'

export interface Several {
  marking: Marking
  comment: string
  setComment: (comment: string) => void
  /** With the comment that was typed, if one was. */
  decide: (said: Said) => void
  /** Whether something would be lost by leaving. */
  isDirty: boolean
  discard: () => void
}

/** A comment that is typed and not said yet, and of which changes it is to be said. */
interface Begun {
  comment: string
  ids: readonly string[]
}

/** @param shown the list as it is filtered; `undefined` while it is loaded. */
export function useSeveral(
  comparisonId: string,
  shown: readonly { id: string }[] | undefined,
  triaging: Triaging,
): Several {
  const place = `several.${comparisonId}`
  const [begun] = useState(() => keptBegun(place))
  const marking = useMarking(shown, begun?.ids)
  const [comment, setComment] = useState(begun?.comment ?? '')
  const text = comment.trim()
  const { marked } = marking
  useKeeping(place, useMemo(() => (text && marked.size > 0 ? { comment, ids: [...marked] } : null), [comment, text, marked]))
  const discard = () => {
    keep(place, null) // the page may be left at once
    marking.clear()
    setComment('')
  }
  return {
    marking,
    comment,
    setComment,
    decide: (said) => void triaging.decideAll(marking.ids, { ...said, ...(text && { comment: text }) }, discard),
    isDirty: marking.ids.length > 0 && text !== '',
    discard,
  }
}

function keptBegun(place: string): Begun | null {
  const found = kept(place) as Partial<Begun> | null
  return typeof found?.comment === 'string' && Array.isArray(found.ids) ? (found as Begun) : null
}
