import { Link } from 'react-router'
import { hasEnded } from '../../data/statuses'
import type { Session, SetSummary } from '../../data/types'
import { SeverityBadge } from '../../ui'
import { sheetPath } from '../sheetPath'
import styles from './SetSummaryPanel.module.css'

type Point = SetSummary['points'][number]

/** What matters most over all sheets, each with a link to its place. */
export function SetSummaryPanel({ session }: { session: Session }) {
  const summary = session.set_summary
  if (!summary) {
    return (
      <p className={styles.hint}>
        {session.set_summary_is_due || !hasEnded(session.status)
          ? 'What matters most over all sheets stands here when they are compared.'
          : `There is no summary of the set. ${session.set_summary_error?.message ?? ''}`}
      </p>
    )
  }
  return (
    <>
      {session.set_summary_is_due && (
        <p className={styles.hint} role="status">
          A newer summary is being written.
        </p>
      )}
      {session.set_summary_error && !session.set_summary_is_due && (
        <p className={styles.failure} role="alert">
          A newer summary could not be written; this one is of before. {session.set_summary_error.message}
        </p>
      )}
      <p>{summary.summary_text}</p>
      {summary.points.length > 0 && (
        <>
          <h3>What to look at first</h3>
          <Points points={summary.points} sessionId={session.session_id} />
        </>
      )}
      {summary.to_check.length > 0 && (
        <>
          <h3>To check</h3>
          <Points points={summary.to_check} sessionId={session.session_id} />
        </>
      )}
      {summary.disciplines.length > 0 && (
        <>
          <h3>By discipline</h3>
          <dl className={styles.disciplines}>
            {summary.disciplines.map((discipline) => (
              <div key={discipline.name}>
                <dt>{discipline.name}</dt>
                <dd>{discipline.text}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p className={styles.hint}>
        Written ({summary.model_version}) from the change lists
        {summary.source === 'machine' ? ' as they were found' : ' as people corrected them'}; each point rests on
        the sheets it links.
        {summary.fallback && ` By rules, not by the language model: ${summary.fallback}`}
      </p>
    </>
  )
}

function Points({ points, sessionId }: { points: Point[]; sessionId: string }) {
  return (
    <ol className={styles.points}>
      {points.map((point) => (
        <li key={`${point.comparison_ids.join()}-${point.change_ids.join()}-${point.text}`}>
          <p>
            <SeverityBadge severity={point.severity} />{' '}
            <SheetLinks point={point} sessionId={sessionId} />
          </p>
          <p>{point.text}</p>
        </li>
      ))}
    </ol>
  )
}

/** A link for each sheet; to its change where the point names one of each, or of the only sheet. */
function SheetLinks({ point, sessionId }: { point: Point; sessionId: string }) {
  const ids = point.comparison_ids
  return ids.map((comparisonId, index) => {
    const change = ids.length === 1 ? point.change_ids[0] : point.change_ids[index]
    return (
      <span key={comparisonId}>
        {index > 0 && ', '}
        <Link to={sheetPath(sessionId, comparisonId, change)}>{point.sheets[index] ?? 'Sheet'}</Link>
      </span>
    )
  })
}
