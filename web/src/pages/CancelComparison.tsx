import { Ban } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../data/errors'
import { useCancelSession } from '../data/queries'
import type { SessionSummary } from '../data/types'
import { Button, ConfirmDialog, useToasts } from '../ui'

/** Cancels a comparison that is under way, when it is asked for twice: it cannot be taken back. */
export function CancelComparison({
  session,
  size = 'm',
}: {
  session: Pick<SessionSummary, 'session_id' | 'project_id'>
  size?: 'm' | 's'
}) {
  const [isAsking, setAsking] = useState(false)
  const { mutate, isPending } = useCancelSession(session.project_id)
  const toasts = useToasts()
  const cancel = () =>
    mutate(session.session_id, {
      onSuccess: () => toasts.done('The comparison was cancelled.'),
      onError: (error) => toasts.failed(messageOf(error)),
      onSettled: () => setAsking(false),
    })
  return (
    <>
      <Button icon={Ban} size={size} onClick={() => setAsking(true)}>
        Cancel
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="Cancel this comparison?"
          confirm="Cancel the comparison"
          leave="Go on comparing"
          isBusy={isPending}
          error={null}
          onConfirm={cancel}
          onClose={() => setAsking(false)}
        >
          Sheets that are compared already stay. The others will show as not compared.
        </ConfirmDialog>
      )}
    </>
  )
}
