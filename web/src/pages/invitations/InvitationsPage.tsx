import { Check, MailOpen, X } from 'lucide-react'
import { useNavigate } from 'react-router'
import { messageOf } from '../../data/errors'
import { useAcceptInvitation, useDeclineInvitation, useInvitations } from '../../data/queries'
import type { Invitation } from '../../data/types'
import { useCrumbs } from '../../shell/crumbs'
import { VerifyNotice } from '../../shell/VerifyNotice'
import { Button, EmptyState, ErrorState, Loading, PageFrame, Time, useToasts } from '../../ui'
import styles from './InvitationsPage.module.css'

export function InvitationsPage() {
  useCrumbs({ label: 'Invitations', to: '/invitations' })
  const { data, error, refetch } = useInvitations()
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="your invitations" />
  return (
    <PageFrame title="Invitations">
      <VerifyNotice />
      {data.length === 0 && (
        <EmptyState icon={MailOpen} title="No invitations">
          When an owner of a project asks you to join by the address you sign in with, it is shown
          here.
        </EmptyState>
      )}
      <ul className={styles.list}>
        {data.map((invitation) => (
          <Row key={invitation.invitation_id} invitation={invitation} />
        ))}
      </ul>
    </PageFrame>
  )
}

function Row({ invitation }: { invitation: Invitation }) {
  const accept = useAcceptInvitation()
  const decline = useDeclineInvitation()
  const navigate = useNavigate()
  const toasts = useToasts()
  const onError = (error: Error) => toasts.failed(messageOf(error))
  return (
    <li className={styles.row}>
      <div>
        <h2>{invitation.project_name}</h2>
        <p className={styles.muted}>
          {invitation.invited_by || 'An owner'} asks you to join as {invitation.role},{' '}
          <Time at={invitation.created_at} />
        </p>
      </div>
      <Button
        icon={X}
        busy={decline.isPending}
        onClick={() => decline.mutate(invitation.invitation_id, { onError })}
      >
        Decline
      </Button>
      <Button
        kind="primary"
        icon={Check}
        busy={accept.isPending}
        onClick={() =>
          accept.mutate(invitation.invitation_id, {
            onSuccess: (project) => void navigate(`/projects/${project.project_id}`),
            onError,
          })
        }
      >
        Accept
      </Button>
    </li>
  )
}
