import { Check } from 'lucide-react'
import { useNavigate } from 'react-router'
import { messageOf } from '../../data/errors'
import { useCorrect } from '../../data/reviews'
import { hasEnded } from '../../data/statuses'
import type { Session } from '../../data/types'
import { useShortcuts } from '../../shell/shortcuts'
import { Button, counted, useToasts } from '../../ui'
import { correctionsOf, type Drafts } from './drafts'
import styles from './CorrectionBar.module.css'

/** What was noted, and the button that begins the session with it. */
export function CorrectionBar({
  session,
  drafts,
  onDrafts,
}: {
  session: Session
  drafts: Drafts
  onDrafts: (drafts: Drafts) => void
}) {
  const { mutate, isPending } = useCorrect(session.session_id, session.project_id)
  const navigate = useNavigate()
  const toasts = useToasts()
  const count = Object.keys(drafts).length
  const apply = () => {
    if (count === 0 || isPending) return
    mutate(correctionsOf(drafts), {
      onSuccess: (following) => {
        onDrafts({})
        toasts.done(`${counted(count, 'correction')} applied in a comparison that follows this one.`)
        void navigate(`/sessions/${following.session_id}`)
      },
      onError: (error) => toasts.failed(messageOf(error)),
    })
  }
  useShortcuts('Sheets', [{ keys: 'Ctrl+Enter', label: 'Review: apply what was noted', run: apply }])
  if (count === 0) return null
  return (
    <div className={styles.corrections} role="region" aria-label="Corrections to apply">
      <p>
        <strong>{counted(count, 'correction')} noted.</strong> Applying begins a comparison that
        follows this one; sheets that nothing was said of are taken over.
        {!hasEnded(session.status) && ' This one is cancelled for it.'}
      </p>
      <div className={styles.actions}>
        <Button onClick={() => onDrafts({})}>Discard</Button>
        <Button kind="primary" icon={Check} busy={isPending} onClick={apply}>
          Apply {counted(count, 'correction')}
        </Button>
      </div>
    </div>
  )
}
