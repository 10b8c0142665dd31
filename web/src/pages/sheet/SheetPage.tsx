import { useParams } from 'react-router'
import { linkTo } from '../../data/api'
import { useComparison } from '../../data/queries'
import { useCrumbs } from '../../shell/crumbs'
import { ErrorState, Loading, PageFrame } from '../../ui'

export function Component() {
  const { sessionId = '', comparisonId = '' } = useParams()
  const { data, error, refetch } = useComparison(comparisonId)
  useCrumbs(
    { label: 'Comparison', to: `/sessions/${sessionId}` },
    { label: data?.drawing_name ?? 'Sheet', to: `/sessions/${sessionId}/sheets/${comparisonId}` },
  )
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="the sheet" />
  return (
    <PageFrame title={`${data.drawing_name} ${data.title}`}>
      {data.overlay_url ? (
        <a href={linkTo(data.overlay_url)}>Open the overlay</a>
      ) : (
        <p>{data.error?.message ?? 'There is no overlay of this sheet.'}</p>
      )}
    </PageFrame>
  )
}
