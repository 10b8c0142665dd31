import { RotateCw } from 'lucide-react'
import { useCallback } from 'react'
import { useNavigate } from 'react-router'
import { messageOf } from '../data/errors'
import { useRetrySession } from '../data/queries'
import type { SessionSummary } from '../data/types'
import { Button, useToasts } from '../ui'

type Retried = Pick<SessionSummary, 'session_id' | 'project_id'>

/** Tries again all that failed of a comparison: pages, sheets and summaries. */
export function RetryWhatFailed({ session, size = 'm' }: { session: Retried; size?: 'm' | 's' }) {
  const retry = useRetry(session)
  return (
    <Button
      icon={RotateCw}
      size={size}
      busy={retry.isPending}
      title="Pages, sheets and summaries that failed; the rest is taken over"
      onClick={retry.run}
    >
      Retry what failed
    </Button>
  )
}

/** Try again what failed: a session that follows, to which the page goes. */
export function useRetry({ session_id: sessionId, project_id: projectId }: Retried) {
  const { mutate, isPending } = useRetrySession(projectId)
  const navigate = useNavigate()
  const toasts = useToasts()
  const run = useCallback(() => {
    mutate(sessionId, {
      onSuccess: (following) => {
        toasts.done('What failed is tried again; the other sheets are taken over.')
        void navigate(`/sessions/${following.session_id}`)
      },
      onError: (error) => toasts.failed(messageOf(error)),
    })
  }, [mutate, navigate, sessionId, toasts])
  return { run, isPending }
}
