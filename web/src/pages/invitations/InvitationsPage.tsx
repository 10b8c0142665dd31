import { useInvitations } from '../../data/queries'
import { useCrumbs } from '../../shell/crumbs'
import { PageFrame } from '../../ui'

export function InvitationsPage() {
  useCrumbs({ label: 'Invitations', to: '/invitations' })
  const { data } = useInvitations()
  return (
    <PageFrame title="Invitations">
      <ul>
        {data?.map((invitation) => (
          <li key={invitation.invitation_id}>{invitation.project_name}</li>
        ))}
      </ul>
    </PageFrame>
  )
}
