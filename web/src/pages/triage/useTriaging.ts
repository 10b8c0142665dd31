/** What people decide of the changes; one call each, the latest answer counts. */
import { useMemo, useState } from 'react'
import { messageOf } from '../../data/errors'
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

const NOTHING: readonly Decision[] = []

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
  const say = (said: TriageSaid[], seenRevision: number, onDone?: (revision: number) => void) => {
    setLastStep(null)
    decide.mutate(
      { said, seenRevision },
      {
        onSuccess: ({ revision }) => onDone?.(revision),
        onError: (reason) => {
          failed(messageOf(reason))
          void refetch()
        },
      },
    )
  }
  return {
    decisions,
    drafts,
    /** As long as it is not, nobody knows what is open. */
    isKnown: triage !== undefined,
    error,
    retry: () => void refetch(),
    isBusy: decide.isPending,
    historyOf: (changeId: string) =>
      triage ? triage.history.filter((one) => one.change_id === changeId) : NOTHING,
    decide: (changeId: string, said: Said) => {
      if (triage) say([{ status: null, comment: null, ...said, change_id: changeId }], triage.revision)
    },
    /** Say the same of several: of all, or of none where one of them cannot be decided so. */
    decideAll: (changeIds: readonly string[], said: Said, onDone: () => void) => {
      if (!triage) return
      const before = changeIds.map((id) => standing(decisions.get(id), id))
      const all = changeIds.map((change_id) => ({ status: null, comment: null, ...said, change_id }))
      say(all, triage.revision, (revision) => {
        setLastStep({ said, count: all.length, before, revision })
        onDone()
      })
    },
    /** What `decideAll` did last, until something else is decided. */
    lastStep,
    undo: () => {
      if (lastStep) say([...lastStep.before], lastStep.revision)
    },
  }
}

/** What stands of a change, as it is said: a change that nobody decided is open. */
function standing(decision: Decision | undefined, change_id: string): TriageSaid {
  return { change_id, status: decision?.status ?? 'open', comment: decision?.comment ?? '' }
}
