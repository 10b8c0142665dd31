/** Comments that are typed and not saved yet, by change: looking at another change keeps them. */
import { useMemo, useState } from 'react'
import { keep, kept, useKeeping } from '../../data/kept'
import type { Decision } from '../../data/types'

interface Draft {
  text: string
  /** The comment that stood when the draft was begun. */
  over: string
}

type Drafts = ReadonlyMap<string, Draft>

export interface CommentDrafts {
  /** `null`: the comment of the change is as it was saved. */
  of: (changeId: string) => string | null
  /** Whether somebody else has saved a comment since that draft was begun. */
  isOvertaken: (changeId: string) => boolean
  write: (changeId: string, text: string) => void
  discard: () => void
  /** Whether something would be lost by leaving. */
  isDirty: boolean
}

/** The drafts of a sheet over its decisions; these are `null` while they are not known. */
export function useCommentDrafts(
  comparisonId: string,
  decisions: ReadonlyMap<string, Decision> | null,
): CommentDrafts {
  const place = `comments.${comparisonId}`
  const [drafts, setDrafts] = useState(() => keptDrafts(place))
  const savedOf = (changeId: string) => decisions?.get(changeId)?.comment ?? ''
  // A draft ends when it is what was saved; until then it outlasts decisions that come in between.
  const unsaved = [...drafts].filter(([changeId, { text }]) => !decisions || text !== savedOf(changeId))
  if (unsaved.length < drafts.size) setDrafts(new Map(unsaved))
  useKeeping(place, useMemo(() => (drafts.size > 0 ? [...drafts] : null), [drafts]))
  return {
    of: (changeId) => drafts.get(changeId)?.text ?? null,
    isOvertaken: (changeId) => {
      const draft = drafts.get(changeId)
      return draft !== undefined && draft.over !== savedOf(changeId)
    },
    write: (changeId, text) =>
      setDrafts((now) => new Map(now).set(changeId, { text, over: now.get(changeId)?.over ?? savedOf(changeId) })),
    discard: () => {
      keep(place, null) // the page may be left at once
      setDrafts(new Map())
    },
    isDirty: unsaved.some(([changeId, { text }]) => text.trim() !== savedOf(changeId)),
  }
}

function keptDrafts(place: string): Drafts {
  const entries = kept(place)
  return new Map(Array.isArray(entries) ? (entries as [string, Draft][]) : [])
}
