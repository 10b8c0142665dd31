import { useState, type SubmitEvent } from 'react'
import { messageOf } from '../data/errors'
import type { FirebaseActions } from '../data/firebaseSignIn'
import type { SignIn } from '../data/signIn'
import { Button, FormError, TextField } from '../ui'
import styles from './SignInPage.module.css'

type Mode = 'signIn' | 'create' | 'reset'

const TITLES: Record<Mode, string> = {
  signIn: 'Sign in',
  create: 'Create account',
  reset: 'Send a link for a new password',
}
const LEAST_CHARACTERS = 12

/** Firebase Authentication: address and password, or Google. */
export function FirebaseForm({ signIn }: { signIn: SignIn }) {
  const actions = signIn as SignIn & FirebaseActions
  const [mode, setMode] = useState<Mode>('signIn')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [said, setSaid] = useState<{ error?: string; done?: string }>({})
  const [isBusy, setBusy] = useState(false)

  const run = (action: () => Promise<unknown>, done?: string) => {
    setBusy(true)
    setSaid({})
    action()
      .then(() => setSaid(done ? { done } : {}))
      .catch((error: unknown) => setSaid({ error: messageOf(error) }))
      .finally(() => setBusy(false))
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (mode === 'signIn') run(() => actions.withPassword(email, password))
    if (mode === 'create') run(() => actions.create(email, password))
    if (mode === 'reset') run(() => actions.resetPassword(email), `If ${email} has an account, a link is on its way.`)
  }
  const change = (to: Mode) => {
    setMode(to)
    setSaid({})
  }
  return (
    <>
      {/* A form of its own for each mode: keepers of passwords tell them apart. */}
      <form key={mode} onSubmit={submit} className={styles.form}>
        <TextField
          label="Address"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        {mode !== 'reset' && (
          <TextField
            label="Password"
            type="password"
            required
            autoComplete={mode === 'create' ? 'new-password' : 'current-password'}
            minLength={mode === 'create' ? LEAST_CHARACTERS : undefined}
            hint={mode === 'create' ? `At least ${LEAST_CHARACTERS} characters` : undefined}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
        {said.error && <FormError>{said.error}</FormError>}
        {said.done && (
          <p role="status" className={styles.done}>
            {said.done}
          </p>
        )}
        <Button kind="primary" type="submit" busy={isBusy}>
          {TITLES[mode]}
        </Button>
      </form>
      <div className={styles.links}>
        {(['signIn', 'create', 'reset'] as const)
          .filter((other) => other !== mode)
          .map((other) => (
            <Button key={other} kind="quiet" size="s" onClick={() => change(other)}>
              {other === 'reset' ? 'Forgot the password?' : TITLES[other]}
            </Button>
          ))}
      </div>
      <p className={styles.or}>or</p>
      <Button busy={isBusy} onClick={() => run(() => actions.withGoogle())}>
        Sign in with Google
      </Button>
    </>
  )
}
