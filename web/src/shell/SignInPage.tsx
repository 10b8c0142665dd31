import { useState, type SubmitEvent } from 'react'
import { messageOf } from '../data/errors'
import { useStart } from '../data/session'
import { GivenToken } from '../data/signIn'
import { Button, TextArea } from '../ui'
import styles from './SignInPage.module.css'

export function SignInPage() {
  const { signIn } = useStart()
  return (
    <main className={styles.page}>
      <div className={styles.panel}>
        <h1>BuildTrace</h1>
        {signIn instanceof GivenToken && <TokenForm signIn={signIn} />}
      </div>
    </main>
  )
}

function TokenForm({ signIn }: { signIn: GivenToken }) {
  const [token, setToken] = useState('')
  const [error, setError] = useState<string | null>(null)

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
        hint="This server believes the tokens of your organisation's sign-in. Paste yours; it is kept until you close this tab."
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
