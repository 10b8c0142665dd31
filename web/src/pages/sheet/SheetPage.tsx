import '@viewer/viewer.css'
import { useParams } from 'react-router'
import { useLiveSheet } from '../../data/live'
import { useShowConnection } from '../../shell/connection'
import { useCrumbs } from '../../shell/crumbs'
import { ErrorState, Loading } from '../../ui'
import { sheetPath } from '../sheetPath'
import { Sheet } from './Sheet'

/** One sheet of a comparison: its drawing and what changed on it. */
export function Component() {
  const { sessionId = '', comparisonId = '' } = useParams()
  const { comparison, connection, error, retry } = useLiveSheet(comparisonId)
  useShowConnection(connection)
  useCrumbs(
    { label: 'Comparison', to: `/sessions/${sessionId}` },
    { label: comparison?.drawing_name ?? 'Sheet', to: sheetPath(sessionId, comparisonId) },
  )
  // What is not ours any more, or gone, is not shown as if it were.
  if (error && (!comparison || !error.isTransient)) return <ErrorState error={error} onRetry={retry} />
  if (!comparison) return <Loading what="the sheet" />
  return <Sheet key={comparisonId} comparison={comparison} />
}
