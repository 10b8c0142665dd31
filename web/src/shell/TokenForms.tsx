import { useState, type SubmitEvent } from 'react'
import { messageOf } from '../data/errors'
import { EmulatorSignIn, GivenToken, type SignIn } from '../data/signIn'
import { Button, TextArea, TextField } from '../ui'
import styles from './SignInPage.module.css'

/** Any issuer's sign-in: people bring its token. */
export function TokenForm({ signIn }: { signIn: SignIn }) {
  const [token, setToken] = useState('')
  const [error, setError] = useState<string | null>(null)
  if (!(signIn instanceof GivenToken)) return null

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    try {
      signIn.give(token)
    } catch (reason) {
      setError(messageOf(reason))
    }
  }
  return (
    <form onSubmit={submit} className={styles.form}>
      <TextArea
        label="Token"
        hint="This server believes the tokens of your organisation’s sign-in. Paste yours; it is kept until you close this tab."
        error={error}
        value={token}
        onChange={(event) => setToken(event.target.value)}
        required
        spellCheck={false}
      />
      <Button kind="primary" type="submit">
        Sign in
      </Button>
    </form>
  )
}

/** The local stack: whoever they say they are. */
export function EmulatorForm({ signIn }: { signIn: SignIn }) {
  const [name, setName] = useState('you')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  if (!(signIn instanceof EmulatorSignIn)) return null

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    signIn.signInAs(name.trim()).catch((reason: unknown) => {
      setError(messageOf(reason))
      setBusy(false)
    })
  }
  return (
    <form onSubmit={submit} className={styles.form}>
      <TextField
        label="User"
        hint={`This stack runs on your machine and believes any name. Somebody else in another window is another user, invited as ${name.trim() || 'name'}@localhost.`}
        error={error}
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
        pattern="[A-Za-z0-9][A-Za-z0-9_\-]*"
        title="Letters, digits, - and _"
      />
      <Button kind="primary" type="submit" busy={isBusy}>
        Sign in
      </Button>
    </form>
  )
}
