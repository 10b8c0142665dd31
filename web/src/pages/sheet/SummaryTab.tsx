import { RefreshCw, TriangleAlert } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { messageOf } from '../../data/errors'
import { useRegenerate, useSheetSummary } from '../../data/sheetQueries'
import type { Comparison, Finding } from '../../data/types'
import { Badge, Button, ErrorState, Loading, SeverityBadge, useToasts } from '../../ui'
import styles from './Tabs.module.css'

const SHOWN_IDS = 12

interface SummaryTabProps {
  comparison: Comparison
  known: ReadonlySet<string>
  canEdit: boolean
  onSelect: (id: string) => void
}

/** The sheet's summary; every finding leads to its changes. */
export function SummaryTab({ comparison, known, canEdit, onSelect }: SummaryTabProps) {
  const { data: found, error, refetch } = useSheetSummary(comparison)
  const regenerate = useRegenerate(comparison.comparison_id)
  const { failed } = useToasts()
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  const summary = found?.summary
  if (!found && comparison.status === 'completed') return <Loading what="the summary" />
  const linked = (text: string) => <Linked text={text} known={known} onSelect={onSelect} />
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
                <FindingItem key={i} finding={finding} known={known} onSelect={onSelect} />
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
  known,
  onSelect,
}: {
  finding: Finding
  known: ReadonlySet<string>
  onSelect: (id: string) => void
}) {
  const listed = finding.change_ids.filter((id) => known.has(id))
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

/** A text whose ids of known changes lead to them. */
export function Linked({
  text,
  known,
  onSelect,
}: {
  text: string
  known: ReadonlySet<string>
  onSelect: (id: string) => void
}): ReactNode {
  return text
    .split(/\b(c\d+)\b/)
    .map((part, i) =>
      i % 2 === 1 && known.has(part) ? (
        <ChangeLink key={i} id={part} onSelect={onSelect} />
      ) : (
        <Fragment key={i}>{part}</Fragment>
      ),
    )
}

function ChangeLink({ id, onSelect }: { id: string; onSelect: (id: string) => void }) {
  return (
    <button type="button" className={styles.change} aria-label={`Show change ${id}`} onClick={() => onSelect(id)}>
      {id}
    </button>
  )
}
