import { CircleUser, LogOut, Mail, UserRound } from 'lucide-react'
import { useNavigate } from 'react-router'
import { useIdentity, useStart } from '../data/session'
import { theUploads } from '../data/uploads'
import { Menu } from '../ui'

export function UserMenu() {
  const { config, signIn } = useStart()
  const identity = useIdentity()
  const navigate = useNavigate()
  const leave = () => {
    theUploads().forget()
    void signIn.signOut()
  }
  const signOut = { label: 'Sign out', icon: LogOut, onSelect: leave }
  return (
    <Menu
      label="You"
      icon={CircleUser}
      iconOnly
      header={identity?.name}
      items={[
        { label: 'Profile', icon: UserRound, onSelect: () => void navigate('/profile') },
        { label: 'Invitations', icon: Mail, onSelect: () => void navigate('/invitations') },
        ...(config.sign_in === 'none' ? [] : [signOut]),
      ]}
    />
  )
}
