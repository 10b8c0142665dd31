/** What people decide of the changes; one call each, the latest answer counts. */
import { useMemo, useState } from 'react'
import { ApiError, messageOf } from '../../data/errors'
import { useDecide, useTriage } from '../../data/sheetQueries'
import type { Decision, TriageSaid, TriageStatus } from '../../data/types'
import { useToasts } from '../../ui'
import { useCommentDrafts } from './useCommentDrafts'

export interface Said {
  status?: TriageStatus
  comment?: string
}

/** What was said of several changes at once, and can be taken back. */
export interface Step {
  said: Said
  count: number
  /** What stood before. */
  before: readonly TriageSaid[]
  /** That it made. */
  revision: number
}

export type Triaging = ReturnType<typeof useTriaging>

export function useTriaging(comparisonId: string, sessionId: string) {
  const { data: triage, error, refetch } = useTriage(comparisonId)
  const decide = useDecide(comparisonId, sessionId)
  const { failed } = useToasts()
  const [lastStep, setLastStep] = useState<Step | null>(null)
  const decisions = useMemo(
    () => new Map((triage?.decisions ?? []).map((decision) => [decision.change_id, decision])),
    [triage],
  )
  const drafts = useCommentDrafts(comparisonId, triage ? decisions : null)
  // Each call is answered for itself: what is told to `mutate` is forgotten when the next call is made,
  // or the page is left, and nobody would hear that a decision was refused.
  const say = async (said: TriageSaid[], seenRevision: number): Promise<number | null> => {
    try {
      const { revision } = await decide.mutateAsync({ said, seenRevision })
      setLastStep(null)
      return revision
    } catch (reason) {
      failed(messageOf(reason))
      // What is refused once is refused again; what did not get through can be tried again.
      if (!(reason instanceof ApiError && reason.isTransient)) setLastStep(null)
      void refetch()
      return null
    }
  }
  return {
    comparisonId,
    decisions,
    drafts,
    /** As long as it is not, nobody knows what is open. */
    isKnown: triage !== undefined,
    error,
    retry: () => void refetch(),
    isBusy: decide.isPending,
    decide: (changeId: string, said: Said) => {
      if (triage) void say([{ status: null, comment: null, ...said, change_id: changeId }], triage.revision)
    },
    /** Say the same of several: of all, or of none where one of them cannot be decided so. */
    decideAll: async (changeIds: readonly string[], said: Said, onDone: () => void) => {
      if (!triage) return
      const before = changeIds.map((id) => standing(decisions.get(id), id))
      const all = changeIds.map((change_id) => ({ status: null, comment: null, ...said, change_id }))
      const revision = await say(all, triage.revision)
      if (revision === null) return
      setLastStep({ said, count: all.length, before, revision })
      onDone()
    },
    /** What `decideAll` did last, until something else is decided. */
    lastStep,
    undo: () => {
      if (lastStep) void say([...lastStep.before], lastStep.revision)
    },
  }
}

/** What stands of a change, as it is said: a change that nobody decided is open. */
function standing(decision: Decision | undefined, change_id: string): TriageSaid {
  return { change_id, status: decision?.status ?? 'open', comment: decision?.comment ?? '' }
}
