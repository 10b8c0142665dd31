/** What people say of a session's sheets, and what they should look at. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, ok } from './api'
import { everything, keys, useChange } from './queries'
import type { components } from './openapi'

export type Review = components['schemas']['Review']
export type ReviewedPage = components['schemas']['PageAnswer']
export type CorrectedPage = components['schemas']['CorrectedPage']
export type CorrectedPair = components['schemas']['CorrectedPair']
type CorrectedAlignment = components['schemas']['CorrectedAlignment']

const reviewsKey = (sessionId: string) => [...keys.session(sessionId), 'reviews'] as const

const reviewsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: reviewsKey(sessionId),
    queryFn: () =>
      everything(
        (query) =>
          ok(
            api().GET('/api/sessions/{session_id}/reviews', {
              params: { path: { session_id: sessionId }, query },
            }),
          ),
        (answer): Review[] => answer.reviews,
      ),
  })

/** What is to be looked at; asked for again in that time while the session is under way. */
export const useReviews = (sessionId: string, everyMs: number | false) =>
  useQuery({ ...reviewsQuery(sessionId), refetchInterval: everyMs })

export const useCorrections = (sessionId: string) =>
  useQuery({
    queryKey: keys.corrections(sessionId),
    queryFn: () =>
      ok(
        api().GET('/api/sessions/{session_id}/corrections', {
          params: { path: { session_id: sessionId } },
        }),
      ),
  })

interface Corrections {
  pages: CorrectedPage[]
  pairs: CorrectedPair[]
  /** How two sheets lie on one another. */
  alignments: CorrectedAlignment[]
}

const NOTHING: Corrections = { pages: [], pairs: [], alignments: [] }

/** Say what sheets are; the answer is the session that follows. */
export const useCorrect = (sessionId: string, projectId: string) =>
  useChange(
    (said: Partial<Corrections>) =>
      ok(
        api().POST('/api/sessions/{session_id}/corrections', {
          params: { path: { session_id: sessionId } },
          body: { ...NOTHING, ...said, withdraw: NOTHING },
        }),
      ),
    () => [keys.session(sessionId), keys.sessions(projectId)],
  )
