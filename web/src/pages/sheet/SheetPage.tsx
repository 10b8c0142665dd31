import '@viewer/viewer.css'
import { useParams } from 'react-router'
import { useWatchedComparison } from '../../data/sheetQueries'
import { useCrumbs } from '../../shell/crumbs'
import { ErrorState, Loading } from '../../ui'
import { sheetPath } from '../sheetPath'
import { Sheet } from './Sheet'

/** One sheet of a comparison: its drawing and what changed on it. */
export function Component() {
  const { sessionId = '', comparisonId = '' } = useParams()
  const { data, error, refetch } = useWatchedComparison(comparisonId)
  useCrumbs(
    { label: 'Comparison', to: `/sessions/${sessionId}` },
    { label: data?.drawing_name ?? 'Sheet', to: sheetPath(sessionId, comparisonId) },
  )
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="the sheet" />
  return <Sheet key={comparisonId} comparison={data} />
}
