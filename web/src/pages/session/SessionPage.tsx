import { useDeferredValue, useMemo, useState } from 'react'
import { useParams } from 'react-router'
import { useLiveSession } from '../../data/live'
import { useProject } from '../../data/queries'
import { useReviews } from '../../data/reviews'
import { hasEnded, mayEdit } from '../../data/statuses'
import type { Session } from '../../data/types'
import { useShowConnection } from '../../shell/connection'
import { useCrumbs } from '../../shell/crumbs'
import { ErrorState, Loading, versionLabel } from '../../ui'
import { CorrectionBar } from './CorrectionBar'
import { Notices } from './Notices'
import { byRow, countsOf, disciplinesOf, inOrder, viewed } from './rows'
import { SessionHeading } from './SessionHeading'
import { SheetList } from './SheetList'
import { SidePanel } from './SidePanel'
import styles from './SessionPage.module.css'
import { Stages } from './Stages'
import { Toolbar } from './Toolbar'
import { useDrafts } from './useDrafts'
import { useView } from './useView'

/** A comparison of two sets while it goes on and after: every sheet, the summary, questions. */
export function Component() {
  const { sessionId = '' } = useParams()
  const { session, connection, error } = useLiveSession(sessionId)
  useShowConnection(connection)
  // What is not ours any more, or gone, is not shown as if it were.
  if (error && (!session || !error.isTransient)) return <ErrorState error={error} />
  if (!session) return <Loading what="the comparison" />
  return <SessionView key={sessionId} session={session} />
}

const WHILE_UNDER_WAY_MS = 4000

function SessionView({ session }: { session: Session }) {
  const { comparisons: rows, session_id: sessionId } = session
  const { data: project } = useProject(session.project_id)
  useCrumbs(
    { label: project?.name ?? 'Project', to: `/projects/${session.project_id}` },
    { label: titleOf(session), to: `/sessions/${sessionId}` },
  )
  const isUnderWay = !hasEnded(session.status)
  const { data: reviewList, error: reviewError } = useReviews(sessionId, isUnderWay && WHILE_UNDER_WAY_MS)
  const reviews = useMemo(() => byRow(reviewList ?? []), [reviewList])
  const [view, setView] = useView()
  // A letter that is typed is there before the list has followed it.
  const followed = useDeferredValue(view)
  const ordered = useMemo(() => inOrder(rows, followed.order, reviews), [rows, followed.order, reviews])
  const shown = useMemo(() => viewed(rows, followed, reviews), [rows, followed, reviews])
  const [drafts, setDrafts] = useDrafts(sessionId)
  const [isReviewing, setReviewing] = useState(view.shown === 'review' || view.order === 'review')
  const canEdit = mayEdit(project)
  const canCorrect = canEdit && session.followed_by === null

  const review = (isOn: boolean) => {
    setReviewing(isOn)
    setView({ ...view, order: isOn ? 'review' : 'set' })
  }
  return (
    <div className={styles.page}>
      <SessionHeading session={session} title={titleOf(session)} canEdit={canEdit} />
      <Notices session={session} isReviewKnown={reviewList !== undefined || reviewError === null} />
      <Stages session={session} />
      <div className={styles.columns}>
        <section className={styles.sheets} aria-label="Sheets">
          <Toolbar
            view={view}
            onChange={setView}
            counts={countsOf(rows, reviews)}
            disciplines={disciplinesOf(rows)}
            isReviewing={isReviewing}
            onReview={review}
          />
          <SheetList
            session={session}
            rows={ordered}
            shown={shown}
            reviews={reviews}
            isReviewing={isReviewing}
            canCorrect={canCorrect}
            canEdit={canEdit}
            drafts={drafts}
            onDrafts={setDrafts}
            onShowAll={() => setView({ ...view, shown: 'all', discipline: '', words: '' })}
          />
          <CorrectionBar session={session} drafts={drafts} onDrafts={setDrafts} />
        </section>
        <SidePanel session={session} />
      </div>
    </div>
  )
}

function titleOf({ old_version: old, new_version: next }: Session): string {
  const [before, after] = [versionLabel(old), versionLabel(next)]
  if (old.drawing_name === next.drawing_name) return `${next.drawing_name}: ${before} → ${after}`
  return `${old.drawing_name} ${before} → ${next.drawing_name} ${after}`
}
