import { MapPinOff } from 'lucide-react'
import { useRouteError } from 'react-router'
import { ButtonLink, EmptyState, ErrorState } from '../ui'

/** A page that failed; the header stays where it is. */
export function RouteError() {
  const error = useRouteError()
  const isOutdated = error instanceof TypeError && error.message.includes('dynamically imported')
  return (
    <ErrorState
      title={isOutdated ? 'There is a newer version of this page' : 'This page has failed'}
      error={isOutdated ? new Error('Load it again to go on.') : error}
      onRetry={() => window.location.reload()}
    />
  )
}

export function NotFoundPage() {
  return (
    <EmptyState
      icon={MapPinOff}
      title="There is no such page"
      action={
        <ButtonLink to="/" kind="primary">
          Go to the projects
        </ButtonLink>
      }
    >
      The address may be cut off, or what was here has been deleted.
    </EmptyState>
  )
}
