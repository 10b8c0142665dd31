import { useEffect, useState, type ReactNode } from 'react'
import { start, StartContext, useIdentity, type Start } from '../data/session'
import { ErrorState, Loading } from '../ui'
import { SignInPage } from './SignInPage'

/** What must be there before any page: the configuration, and somebody who has signed in. */
export function Boot({ children, onSignedOut }: { children: ReactNode; onSignedOut: () => void }) {
  const [started, setStarted] = useState<Start | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [tries, setTries] = useState(0)

  useEffect(() => {
    let isGone = false
    start().then(
      (value) => isGone || setStarted(value),
      (reason: unknown) => isGone || setError(reason),
    )
    return () => {
      isGone = true
    }
  }, [tries])

  if (started) {
    return (
      <StartContext value={started}>
        <SignedIn onSignedOut={onSignedOut}>{children}</SignedIn>
      </StartContext>
    )
  }
  if (!error) return <Loading what="BuildTrace" />
  const retry = () => {
    setError(null)
    setTries(tries + 1)
  }
  return (
    <main>
      <ErrorState title="BuildTrace does not answer" error={error} onRetry={retry} />
    </main>
  )
}

function SignedIn({ children, onSignedOut }: { children: ReactNode; onSignedOut: () => void }) {
  const identity = useIdentity()
  useEffect(() => {
    if (identity === null) onSignedOut()
  }, [identity, onSignedOut])
  if (identity === undefined) return <Loading what="your sign-in" />
  return identity ? children : <SignInPage />
}
