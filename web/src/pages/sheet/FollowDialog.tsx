import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { useLiveSession } from '../../data/live'
import { hasEnded } from '../../data/statuses'
import { ButtonLink, Dialog, Progress } from '../../ui'
import { sheetPath } from '../sheetPath'

interface FollowDialogProps {
  sessionId: string
  oldPage: number
  newPage: number
  onClose: () => void
}

/** While two sheets are compared again in a session that follows; then the way goes there. */
export function FollowDialog({ sessionId, oldPage, newPage, onClose }: FollowDialogProps) {
  const { session, comparisons, progress } = useLiveSession(sessionId)
  const navigate = useNavigate()
  const sheet = comparisons.find((row) => row.old_page === oldPage && row.new_page === newPage)
  const isReady = sheet !== undefined && sheet.status !== 'pending'
  const hasFailed = session !== undefined && !isReady && hasEnded(session.status)
  useEffect(() => {
    if (isReady) void navigate(sheetPath(sessionId, sheet.comparison_id))
  }, [isReady, navigate, sessionId, sheet])
  return (
    <Dialog
      title="Comparing again with your places"
      onClose={onClose}
      actions={<ButtonLink to={`/sessions/${sessionId}`}>Open the new comparison</ButtonLink>}
    >
      <p>
        Your places made a new comparison of the two sets; sheets that nothing was said of are taken over. This sheet
        opens as soon as it is compared.
      </p>
      {hasFailed ? (
        <p role="alert">{session.error?.message ?? 'It ended without this sheet. Open it to see why.'}</p>
      ) : (
        <Progress
          label="Sheets compared"
          value={(progress?.diff.completed ?? 0) + (progress?.diff.failed ?? 0)}
          max={progress?.diff.total ?? 1}
        />
      )}
    </Dialog>
  )
}
