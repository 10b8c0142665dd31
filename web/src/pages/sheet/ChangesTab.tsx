import type { Size } from '@viewer/types.js'
import { CheckCheck, EyeOff, RotateCw } from 'lucide-react'
import { messageOf } from '../../data/errors'
import type { Comparison } from '../../data/types'
import { Button, EmptyState, ErrorState, Loading, Notice } from '../../ui'
import { ChangeDetail } from './ChangeDetail'
import { ChangeList } from './ChangeList'
import { isNewId, type ShownChange } from './edits'
import { FilterBar } from './FilterBar'
import { isFiltering, type Filters, type Known } from './filters'
import { Linked } from './Linked'
import { RegionForm } from './RegionForm'
import { SeveralBar } from './SeveralBar'
import styles from './ChangesTab.module.css'
import { TriageControl } from '../triage/TriageControl'
import type { Said, Triaging } from '../triage/useTriaging'
import { WholeSheet } from '../triage/WholeSheet'
import type { Editing } from './useEditing'
import type { Several } from './useSeveral'

interface ChangesTabProps {
  comparison: Comparison
  /** Undefined while they are loaded. */
  changes: readonly ShownChange[] | undefined
  error: unknown
  onRetry: () => void
  shown: readonly ShownChange[]
  filters: Filters
  known: Known
  /** The changes that the summary gives for what it says. */
  cited: ReadonlySet<string>
  onFilter: (filters: Filters) => void
  current: ShownChange | undefined
  size_pt: Size
  onSelect: (id: string | null) => void
  onStep: (step: 1 | -1) => void
  editing: Editing | null
  triaging: Triaging
  /** `null`: this person, or this session, takes no decisions. */
  several: Several | null
  onDecide: ((said: Said) => void) | null
  onDecideWhole: ((said: Said) => void) | null
}

/** The change list, and everything of the change that is selected. */
export function ChangesTab(props: ChangesTabProps) {
  const { comparison, changes, shown, filters, known, current, size_pt, editing, triaging } = props
  if (props.error && !changes) return <ErrorState error={props.error} onRetry={props.onRetry} />
  if (!changes) return <Loading what="the changes" />
  return (
    <>
      {Boolean(props.error) && <OfBefore what="The change list is" error={props.error} onRetry={props.onRetry} />}
      {triaging.error &&
        (triaging.isKnown ? (
          <OfBefore what="The decisions are" error={triaging.error} onRetry={triaging.retry} />
        ) : (
          <ErrorState title="The decisions could not be loaded" error={triaging.error} onRetry={triaging.retry} />
        ))}
      {comparison.critical_change && (
        <p className={styles.critical}>
          <b>Look at this first</b>{' '}
          <Linked text={comparison.critical_change} cited={props.cited} onSelect={props.onSelect} />
        </p>
      )}
      {comparison.sheet_triage !== null && (
        <div className={styles.whole}>
          <WholeSheet kind={comparison.kind} triaging={triaging} onDecide={props.onDecideWhole} />
        </div>
      )}
      {changes.length > 0 && (
        <FilterBar
          changes={changes}
          shownCount={shown.length}
          filters={filters}
          known={known}
          onChange={props.onFilter}
        />
      )}
      {props.several && (shown.length > 0 || triaging.lastStep) && (
        <SeveralBar several={props.several} triaging={triaging} />
      )}
      {shown.length > 0 ? (
        <ChangeList
          marking={props.several?.marking ?? null}
          changes={shown}
          decisions={triaging.decisions}
          selected={current?.id ?? null}
          size_pt={size_pt}
          onSelect={props.onSelect}
        />
      ) : comparison.sheet_triage !== null && changes.length === 0 ? null : (
        <div className={styles.nothing}>
          <EmptyState
            icon={comparison.changes_count === 0 && comparison.alignment_grade !== 'doubtful' ? CheckCheck : EyeOff}
            title={nothing(comparison, isFiltering(filters), changes.length > 0)}
          />
        </div>
      )}
      {current && (
        <div className={styles.detail} data-behind={props.several !== null && props.several.marking.ids.length > 0}>
          <ChangeDetail change={current} size_pt={size_pt} onStep={props.onStep}>
            {editing ? (
              <RegionForm
                change={current}
                editing={editing}
                onDelete={() => {
                  editing.edit(current.id, { isDeleted: true })
                  props.onSelect(null)
                }}
              />
            ) : (
              !isNewId(current.id) &&
              triaging.isKnown && (
                <TriageControl
                  key={current.id}
                  comparisonId={comparison.comparison_id}
                  decision={triaging.decisions.get(current.id)}
                  onDecide={props.onDecide}
                  isBusy={triaging.isBusy}
                  draft={triaging.drafts.of(current.id)}
                  isOvertaken={triaging.drafts.isOvertaken(current.id)}
                  onDraft={(text) => triaging.drafts.write(current.id, text)}
                />
              )
            )}
          </ChangeDetail>
        </div>
      )}
    </>
  )
}

/** What is shown may have been changed by others since. */
function OfBefore({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  return (
    <div role="alert">
      <Notice
        tone="warn"
        actions={
          <Button size="s" icon={RotateCw} onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {what} of before, and may have changed. {messageOf(error)}
      </Notice>
    </div>
  )
}

/** Say why the list is empty; only where the sheets lie on one another for sure are there no changes. */
export function nothing(
  { kind, alignment_grade: grade, status }: Pick<Comparison, 'kind' | 'alignment_grade' | 'status'>,
  isFiltered: boolean,
  hasRevisionNotes: boolean,
): string {
  if (isFiltered) return 'No change fits the filters'
  if (status !== 'completed') return 'This sheet was not compared'
  if (kind !== 'matched') return `The whole sheet was ${kind}`
  if (grade === 'not_comparable') return 'There is no change list'
  if (grade === 'doubtful') return 'No changes found, but the alignment is doubtful: check by eye'
  return hasRevisionNotes ? 'Only the title block and revision marks changed: see the filters' : 'No changes found'
}
