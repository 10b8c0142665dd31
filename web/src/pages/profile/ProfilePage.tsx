import { useIdentity } from '../../data/session'
import { useCrumbs } from '../../shell/crumbs'
import { PageFrame } from '../../ui'

export function ProfilePage() {
  useCrumbs({ label: 'Profile', to: '/profile' })
  const identity = useIdentity()
  return <PageFrame title="Profile">{identity?.name}</PageFrame>
}
