import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { messageOf } from '../data/errors'
import type { FirebaseActions } from '../data/firebaseSignIn'
import { useIdentity, useStart } from '../data/session'
import type { SignIn } from '../data/signIn'
import { Button, Notice, useToasts } from '../ui'

/** Where people sign in by an address that nobody has verified: what to do, and why. */
export function VerifyNotice() {
  const { signIn } = useStart()
  const identity = useIdentity()
  const queries = useQueryClient()
  const { done, failed } = useToasts()
  const isUnverified = identity?.isUnverified ?? false
  const was = useRef(isUnverified)
  useEffect(() => {
    // With the address come its invitations.
    if (was.current && !isUnverified) void queries.invalidateQueries()
    was.current = isUnverified
  }, [isUnverified, queries])
  if (!identity || !isUnverified) return null

  const send = () => {
    const { sendLink } = signIn as SignIn & FirebaseActions
    sendLink().then(
      () => done('The link is on its way.'),
      (error: unknown) => failed(messageOf(error)),
    )
  }
  return (
    <aside aria-label="Your address">
      <Notice
        tone="warn"
        actions={
          <Button size="s" onClick={send}>
            Send the link again
          </Button>
        }
      >
        <b>{identity.email}</b> is not verified yet. Follow the link in the mail that was sent there: invitations to
        this address are shown after that.
      </Notice>
    </aside>
  )
}
