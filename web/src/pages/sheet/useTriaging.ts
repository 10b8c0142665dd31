/** What people decide of the changes; one call each, the latest answer counts. */
import { useMemo } from 'react'
import { messageOf } from '../../data/errors'
import { useDecide, useTriage } from '../../data/sheetQueries'
import type { Decision, TriageSaid } from '../../data/types'
import { useToasts } from '../../ui'
import { useCommentDrafts } from './useCommentDrafts'

const NOTHING: readonly Decision[] = []

export function useTriaging(comparisonId: string) {
  const { data: triage, error, refetch } = useTriage(comparisonId)
  const decide = useDecide(comparisonId)
  const { failed } = useToasts()
  const decisions = useMemo(
    () => new Map((triage?.decisions ?? []).map((decision) => [decision.change_id, decision])),
    [triage],
  )
  const drafts = useCommentDrafts(comparisonId, triage ? decisions : null)
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
    decide: (changeId: string, said: Partial<Omit<TriageSaid, 'change_id'>>) => {
      if (!triage) return
      decide.mutate(
        { said: { status: null, comment: null, ...said, change_id: changeId }, seenRevision: triage.revision },
        {
          onError: (reason) => {
            failed(messageOf(reason))
            void refetch()
          },
        },
      )
    },
  }
}
