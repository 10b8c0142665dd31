/** Compares two sheets again as a person has laid them on one another: a session that follows. */
import { useState } from 'react'
import { messageOf } from '../../data/errors'
import { useCorrect } from '../../data/reviews'
import type { Comparison } from '../../data/types'
import { useToasts } from '../../ui'
import { pairOf, type SheetFrame } from './frame'
import type { Aligning } from './useAligning'

export function useCompareAgain(comparison: Comparison, frame: SheetFrame | null, onBegun: () => void) {
  const { mutate, isPending } = useCorrect(comparison.session_id, comparison.project_id)
  const { done, failed } = useToasts()
  const [following, setFollowing] = useState<string | null>(null)
  const { old_page, new_page, alignment } = comparison
  return {
    isBusy: isPending,
    /** The session that follows, as soon as there is one. */
    following,
    forget: () => setFollowing(null),
    run: (places: Aligning['complete']) => {
      if (!frame || old_page === null || new_page === null) return
      const points = places.map((pair) => pairOf(frame, alignment, pair))
      mutate(
        { alignments: [{ old_page, new_page, points }] },
        {
          onSuccess: ({ session_id }) => {
            onBegun()
            setFollowing(session_id)
            done('A new comparison follows this one, with your places.')
          },
          onError: (reason) => failed(messageOf(reason)),
        },
      )
    },
  }
}
