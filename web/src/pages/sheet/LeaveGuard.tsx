import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { Button, Dialog } from '../../ui'

/** Asks before edits and comments that are not saved are left behind; on leaving the site the browser asks. */
export function LeaveGuard({ isDirty, onLeave }: { isDirty: boolean; onLeave: () => void }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isDirty && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (!isDirty) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isDirty])
  if (blocker.state !== 'blocked') return null
  return (
    <Dialog
      title="Not everything is saved"
      onClose={() => blocker.reset()}
      actions={
        <>
          <Button
            kind="danger"
            onClick={() => {
              onLeave()
              blocker.proceed()
            }}
          >
            Leave without them
          </Button>
          <Button kind="primary" onClick={() => blocker.reset()}>
            Stay
          </Button>
        </>
      }
    >
      <p>What you drew and wrote on this sheet and did not save is lost if you go on. Stay to save it.</p>
    </Dialog>
  )
}
