import { useQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { Link } from 'react-router'
import { versionQuery } from '../../data/queries'
import { useOverlayHistory, timelineQuery } from '../../data/sheetQueries'
import type { Comparison, ManualOverlay, Timeline } from '../../data/types'
import { Badge, Button, counted, ErrorState, Loading, Time, versionLabel } from '../../ui'
import { useMemberNames } from '../memberNames'
import { sheetPath } from '../sheetPath'
import { regionWords } from './edits'
import styles from './Tabs.module.css'

interface HistoryTabProps {
  comparison: Comparison
  /** Take back what was said of one entry; `null` where this person may not. */
  onRestore: ((id: string) => void) | null
  /** Take back everything that was said. */
  onWithdraw: (() => void) | null
}

/** The sheet over its versions, and what people said of this comparison. */
export function HistoryTab({ comparison, onRestore, onWithdraw }: HistoryTabProps) {
  return (
    <div className={styles.tab}>
      <h2>Versions of this sheet</h2>
      <Versions comparison={comparison} />
      <h2>Corrections of this change list</h2>
      <Corrections comparison={comparison} onRestore={onRestore} onWithdraw={onWithdraw} />
    </div>
  )
}

function Versions({ comparison }: { comparison: Comparison }) {
  const { project_id, drawing_name: sheet, new_version_id } = comparison
  const version = useQuery(versionQuery(new_version_id))
  const drawing = version.data?.drawing_name
  const entries = useQuery({ ...timelineQuery(project_id, drawing ?? '', sheet), enabled: drawing !== undefined })
  const { error, refetch } = version.error ? version : entries
  const { data } = entries
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="the versions" />
  return (
    <ol className={styles.entries}>
      {data.entries.map((entry) => (
        <Version key={entry.drawing_version_id} entry={entry} comparison={comparison} />
      ))}
    </ol>
  )
}

function Version({ entry, comparison }: { entry: Timeline['entries'][number]; comparison: Comparison }) {
  const { since_before: since, page } = entry
  const isShown = entry.drawing_version_id === comparison.new_version_id
  return (
    <li aria-current={isShown}>
      <span className={styles.row}>
        <b>{versionLabel(entry)}</b>
        <span className={styles.fine}>
          <Time at={entry.created_at} />
        </span>
      </span>
      <span className={styles.fine}>
        {page
          ? [`page ${page.page_number}`, page.revision && `revision ${page.revision}`, page.date].filter(Boolean).join(' · ')
          : 'no such sheet in this version'}
      </span>
      {since && (
        <Link
          to={sheetPath(entry.session_id ?? '', since.comparison_id)}
          aria-current={since.comparison_id === comparison.comparison_id ? 'page' : undefined}
        >
          {since.changes_count === null ? 'Compared with the version before' : `${counted(since.changes_count, 'change')} since the version before`}
        </Link>
      )}
    </li>
  )
}

function Corrections({ comparison, onRestore, onWithdraw }: HistoryTabProps) {
  const { data, error, refetch } = useOverlayHistory(comparison.comparison_id)
  const nameOf = useMemberNames(comparison.project_id)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="the corrections" />
  if (data.length === 0) return <p className={styles.fine}>Nobody has corrected this sheet.</p>
  return (
    <>
      <ol className={styles.entries}>
        {data.map((overlay) => (
          <Overlay key={overlay.revision} overlay={overlay} by={nameOf(overlay.created_by)} onRestore={onRestore} />
        ))}
      </ol>
      {onWithdraw && data.some((overlay) => overlay.is_active && overlay.regions.length > 0) && (
        <Button icon={RotateCcw} kind="danger" onClick={onWithdraw}>
          Take back all corrections
        </Button>
      )}
    </>
  )
}

function Overlay({
  overlay,
  by,
  onRestore,
}: {
  overlay: ManualOverlay
  by: string
  onRestore: HistoryTabProps['onRestore']
}) {
  return (
    <li aria-current={overlay.is_active}>
      <span className={styles.row}>
        <b>Revision {overlay.revision}</b>
        {overlay.is_active && <Badge tone="accent">in force</Badge>}
        <span className={styles.fine}>
          <bdi>{by}</bdi>, <Time at={overlay.created_at} />
        </span>
      </span>
      {overlay.regions.length === 0 && <span className={styles.fine}>everything taken back</span>}
      {overlay.regions.map((region) => (
        <span key={region.change_id} className={styles.row}>
          {regionWords(region)}
          {overlay.is_active && onRestore && region.change_id && (
            <Button size="s" kind="quiet" icon={RotateCcw} onClick={() => onRestore(region.change_id)}>
              Take back
            </Button>
          )}
        </span>
      ))}
    </li>
  )
}
