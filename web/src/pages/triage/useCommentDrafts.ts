/** Comments that are typed and not saved yet, by change: looking at another change keeps them. */
import { useState } from 'react'
import type { Decision } from '../../data/types'

export interface CommentDrafts {
  /** `null`: the comment of the change is as it was saved. */
  of: (changeId: string) => string | null
  write: (changeId: string, text: string) => void
  /** Whether something would be lost by leaving. */
  isDirty: boolean
}

export function useCommentDrafts(decisions: ReadonlyMap<string, Decision>): CommentDrafts {
  const [drafts, setDrafts] = useState<ReadonlyMap<string, string>>(new Map())
  const savedOf = (changeId: string) => decisions.get(changeId)?.comment ?? ''
  // A draft ends when it is what was saved; until then it outlasts decisions that come in between.
  const unsaved = [...drafts].filter(([changeId, text]) => text !== savedOf(changeId))
  if (unsaved.length < drafts.size) setDrafts(new Map(unsaved))
  return {
    of: (changeId) => drafts.get(changeId) ?? null,
    write: (changeId, text) => setDrafts((now) => new Map(now).set(changeId, text)),
    isDirty: unsaved.some(([changeId, text]) => text.trim() !== savedOf(changeId)),
  }
}
