/** Deciding of all changes that are selected: the same for each, with one comment. */
import { useState } from 'react'
import type { Said, Triaging } from '../triage/useTriaging'
import { useMarking, type Marking } from './useMarking'

export interface Several {
  marking: Marking
  comment: string
  setComment: (comment: string) => void
  /** With the comment that was typed, if one was. */
  decide: (said: Said) => void
}

export function useSeveral(shown: readonly { id: string }[], triaging: Triaging): Several {
  const marking = useMarking(shown)
  const [comment, setComment] = useState('')
  const text = comment.trim()
  return {
    marking,
    comment,
    setComment,
    decide: (said) =>
      void triaging.decideAll(marking.ids, { ...said, ...(text && { comment: text }) }, () => {
        marking.clear()
        setComment('')
      }),
  }
}
