import { RefreshCw, TriangleAlert } from 'lucide-react'
import { messageOf } from '../../data/errors'
import { useRegenerate, useSheetSummary } from '../../data/sheetQueries'
import type { Comparison, Finding } from '../../data/types'
import { Badge, Button, ErrorState, Loading, SeverityBadge, useToasts } from '../../ui'
import { ChangeLink, Linked } from './Linked'
import styles from './Tabs.module.css'

const SHOWN_IDS = 12

interface SummaryTabProps {
  comparison: Comparison
  /** The changes it gives for what it says, that are still listed. */
  cited: ReadonlySet<string>
  canEdit: boolean
  onSelect: (id: string) => void
}

/** The sheet's summary; every finding leads to its changes. */
export function SummaryTab({ comparison, cited, canEdit, onSelect }: SummaryTabProps) {
  const { data: found, error, refetch } = useSheetSummary(comparison)
  const regenerate = useRegenerate(comparison.comparison_id)
  const { failed } = useToasts()
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  const summary = found?.summary
  if (!found && comparison.status === 'completed') return <Loading what="the summary" />
  const linked = (text: string) => <Linked text={text} cited={cited} onSelect={onSelect} />
  return (
    <div className={styles.tab}>
      {comparison.summary_is_due && (
        <p className={styles.due} role="status">
          <RefreshCw size={15} aria-hidden="true" className={styles.turning} /> The summary is being written
          again. It is shown here as soon as it is there.
        </p>
      )}
      {found?.failure && (
        <p className={styles.due} role="alert">
          <TriangleAlert size={15} aria-hidden="true" />
          {summary ? 'A newer summary could not be written; this one is of before.' : 'The summary could not be written.'}{' '}
          {found.failure}
        </p>
      )}
      {summary ? (
        <>
          <p className={styles.text}>{linked(summary.summary_text)}</p>
          {summary.changes_found.length > 0 && (
            <ol className={styles.findings} aria-label="Findings">
              {summary.changes_found.map((finding, i) => (
                <FindingItem key={i} finding={finding} cited={cited} onSelect={onSelect} />
              ))}
            </ol>
          )}
          {summary.recommendations.length > 0 && (
            <>
              <h2>Recommendations</h2>
              <ul className={styles.advice}>
                {summary.recommendations.map((text) => (
                  <li key={text}>{linked(text)}</li>
                ))}
              </ul>
            </>
          )}
          <p className={styles.fine}>
            Written ({summary.model_version}) from the change list
            {summary.source === 'human_corrected' ? ' as people corrected it.' : ' as it was found.'}
            {summary.model_use?.fallback && ` By rules, not by the language model: ${summary.model_use.fallback}`}
          </p>
        </>
      ) : (
        <p>{comparison.error?.message ?? 'There is no summary of this sheet.'}</p>
      )}
      {canEdit && found && (
        <Button
          icon={RefreshCw}
          busy={regenerate.isPending || comparison.summary_is_due}
          onClick={() =>
            regenerate.mutate(comparison.revision, { onError: (reason) => failed(messageOf(reason)) })
          }
        >
          {comparison.summary_is_due ? 'Being written …' : 'Write the summary again'}
        </Button>
      )}
    </div>
  )
}

function FindingItem({
  finding,
  cited,
  onSelect,
}: {
  finding: Finding
  cited: ReadonlySet<string>
  onSelect: (id: string) => void
}) {
  const listed = finding.change_ids.filter((id) => cited.has(id))
  return (
    <li>
      <span className={styles.badges}>
        <SeverityBadge severity={finding.severity} />
        <Badge>{finding.trade}</Badge>
        <Badge>{finding.location}</Badge>
      </span>
      <p className={styles.text}>{finding.description}</p>
      <span className={styles.badges}>
        {listed.slice(0, SHOWN_IDS).map((id) => (
          <ChangeLink key={id} id={id} onSelect={onSelect} />
        ))}
        {listed.length > SHOWN_IDS && <span className={styles.fine}>and {listed.length - SHOWN_IDS} more</span>}
      </span>
    </li>
  )
}
