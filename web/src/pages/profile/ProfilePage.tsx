import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { useProfile } from '../../data/queries'
import { useStart } from '../../data/session'
import { useCrumbs } from '../../shell/crumbs'
import { characterKeysAreOn, setCharacterKeys } from '../../shell/shortcuts'
import { VerifyNotice } from '../../shell/VerifyNotice'
import { setTheme, useTheme, type Theme } from '../../shell/theme'
import { Button, Checkbox, ErrorState, Loading, PageFrame, Select } from '../../ui'
import styles from './ProfilePage.module.css'

export function ProfilePage() {
  useCrumbs({ label: 'Profile', to: '/profile' })
  const { config, signIn } = useStart()
  const { data: me, error, refetch } = useProfile()
  if (error && !me) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!me) return <Loading what="your profile" />
  return (
    <PageFrame title="Profile">
      <VerifyNotice />
      <section className={styles.section}>
        <h2>You</h2>
        <dl className={styles.facts}>
          <dt>Name</dt>
          <dd>{me.name || 'Your sign-in gives none'}</dd>
          <dt>Address</dt>
          <dd>{me.email || 'Your sign-in gives none that is verified'}</dd>
          <dt>User id</dt>
          <dd>
            <code>{me.user_id}</code>
          </dd>
        </dl>
        <p className={styles.muted}>
          {config.sign_in === 'none'
            ? 'This server is for this machine alone: whoever uses it is the same user.'
            : 'Name and address come from your sign-in and are changed there. Owners invite you by this address.'}
        </p>
        {config.sign_in !== 'none' && (
          <Button icon={LogOut} onClick={() => void signIn.signOut()}>
            Sign out
          </Button>
        )}
      </section>
      <Preferences />
    </PageFrame>
  )
}

function Preferences() {
  const theme = useTheme()
  const [hasKeys, setKeys] = useState(characterKeysAreOn)
  return (
    <section className={styles.section}>
      <h2>On this device</h2>
      <Select
        label="Theme"
        value={theme}
        onChange={(event) => setTheme(event.target.value as Theme)}
      >
        <option value="system">As the device is set</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </Select>
      <Checkbox
        label="Single letters are shortcuts"
        hint="Turn this off if you dictate. Keys like the arrows, Enter and Escape stay."
        checked={hasKeys}
        onChange={(event) => {
          setCharacterKeys(event.target.checked)
          setKeys(event.target.checked)
        }}
      />
    </section>
  )
}
