import {
  CircleAlert,
  CircleSlash,
  Download,
  Eye,
  FileMinus,
  FilePlus,
  FileClock,
  FileX2,
  Flame,
  Pencil,
  RotateCw,
  TriangleAlert,
} from 'lucide-react'
import { Fragment, memo, useState, type KeyboardEventHandler } from 'react'
import { Link } from 'react-router'
import { linkTo } from '../../data/api'
import type { ComparisonRow } from '../../data/types'
import { Badge, Button, ButtonAnchor, ButtonLink, counted, StatusBadge } from '../../ui'
import { GradeBadge } from '../GradeBadge'
import { sheetPath } from '../sheetPath'
import { SheetDecision } from '../triage/SheetDecision'
import { excerptOf, isNotIssued, isWithoutItsSummary } from './rows'
import styles from './SheetCard.module.css'

interface SheetCardProps {
  row: ComparisonRow
  sessionId: string
  isOver: boolean
  needsReview: boolean
  /** Tries again what failed; `null` while that is not possible. */
  onRetry: (() => void) | null
  /** Lets a person say what the sheet is; `null` for who may not. */
  onCorrect: ((row: ComparisonRow) => void) | null
  /** Asks what became of a sheet as a whole. */
  onDecide: (comparisonId: string) => void
  /** Something was noted of it and not applied yet. */
  isNoted: boolean
  /** Of the link that is the sheet's name. */
  onKeyDown: KeyboardEventHandler<HTMLAnchorElement>
}

/** One sheet. It has the same height before it is compared and after. */
export const SheetCard = memo(function SheetCard(props: SheetCardProps) {
  const { row, sessionId, isOver, needsReview, onRetry, onCorrect } = props
  const isWordless = isWithoutItsSummary(row)
  return (
    <article className={styles.card} data-status={row.status}>
      <Thumbnail row={row} />
      <div className={styles.about}>
        <h2 className={styles.name}>
          <Link
            to={sheetPath(sessionId, row.comparison_id)}
            data-card-link
            className={styles.cardLink}
            onKeyDown={props.onKeyDown}
          >
            <span className={styles.number}>{row.drawing_name}</span>{' '}
            <span className={styles.sheetTitle}>{row.title}</span>
          </Link>
        </h2>
        <p className={styles.badges}>
          <Fate row={row} isOver={isOver} />
          {row.alignment_grade && <GradeBadge grade={row.alignment_grade} />}
          {isWordless && (
            <Badge tone="bad" icon={CircleAlert}>
              {row.summary ? 'Newer summary failed' : 'Summary failed'}
            </Badge>
          )}
          {needsReview && (
            <Badge tone="warn" icon={TriangleAlert}>
              Needs review
            </Badge>
          )}
          {props.isNoted && (
            <Badge tone="accent" icon={Pencil}>
              Correction noted
            </Badge>
          )}
        </p>
        <Words row={row} isOver={isOver} />
      </div>
      <div className={styles.figures}>
        {row.sheet_triage === null ? (
          <Changes row={row} />
        ) : (
          <div className={styles.decision}>
            <SheetDecision
              row={row}
              canDecide={onCorrect !== null}
              onOpen={() => props.onDecide(row.comparison_id)}
            />
          </div>
        )}
        <div className={styles.cardActions}>
          {(row.status === 'failed' || isWordless) && onRetry && (
            <Button size="s" icon={RotateCw} onClick={onRetry}>
              Retry
            </Button>
          )}
          {onCorrect && (
            <Button
              kind="quiet"
              size="s"
              icon={Pencil}
              iconOnly
              data-correct
              onClick={() => onCorrect(row)}
            >
              {`Correct ${row.drawing_name}`}
            </Button>
          )}
          {row.overlay_url && (
            <ButtonAnchor
              kind="quiet"
              size="s"
              icon={Download}
              iconOnly
              href={linkTo(row.overlay_url)}
              download={`${row.drawing_name}.png`}
              target="_blank" // of another origin it is opened, not saved: not in place of this page
              rel="noreferrer"
              title="Download the overlay"
            >
              {`Download the overlay of ${row.drawing_name}`}
            </ButtonAnchor>
          )}
          {row.overlay_url && (
            <ButtonLink
              size="s"
              icon={Eye}
              to={sheetPath(sessionId, row.comparison_id)}
              className={styles.open}
              tabIndex={-1}
              aria-hidden
            >
              Open
            </ButtonLink>
          )}
        </div>
      </div>
    </article>
  )
})

/**
 * The overlay, small. Its link runs out after some minutes, so the first that works is kept; one that
 * does not is not asked again, the next one is.
 */
function Thumbnail({ row }: { row: ComparisonRow }) {
  const latest = linkTo(row.thumbnail_url)
  const [kept, setKept] = useState<string | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const shown = kept ?? latest
  const hasFailed = shown !== null && shown === failed
  const Missing = row.status === 'pending' ? FileClock : FileX2
  return (
    <div className={styles.thumbnail} data-empty={shown === null || hasFailed}>
      {shown !== null && !hasFailed ? (
        <img
          src={shown}
          alt=""
          loading="lazy"
          decoding="async"
          onLoad={() => setKept(shown)}
          onError={() => {
            if (shown === latest) setFailed(latest)
            else setKept(latest)
          }}
        />
      ) : (
        <Missing size={22} strokeWidth={1.5} aria-hidden="true" />
      )}
    </div>
  )
}

function Fate({ row, isOver }: { row: ComparisonRow; isOver: boolean }) {
  if (row.status === 'failed') return <StatusBadge status="failed" />
  if (row.status !== 'completed') {
    return isOver ? (
      <Badge icon={CircleSlash}>Not compared</Badge>
    ) : (
      <StatusBadge status="pending" />
    )
  }
  if (row.kind === 'added') {
    return (
      <Badge tone="accent" icon={FilePlus}>
        Added sheet
      </Badge>
    )
  }
  if (isNotIssued(row)) return <Badge icon={FileMinus}>Not in this issue</Badge>
  if (row.kind === 'removed') {
    return (
      <Badge tone="bad" icon={FileMinus}>
        Removed sheet
      </Badge>
    )
  }
  return <StatusBadge status="completed" />
}

function Words({ row, isOver }: { row: ComparisonRow; isOver: boolean }) {
  const failure = row.error ?? (row.summary ? null : row.summary_error)
  if (failure) {
    return (
      <p className={styles.failure}>
        <CircleAlert size={15} aria-hidden="true" />
        <span>{failure.message}</span>
      </p>
    )
  }
  if (row.status !== 'completed' && !isOver) {
    return <div className={styles.skeleton} aria-hidden="true" />
  }
  return (
    <>
      {row.critical_change && (
        <p className={styles.critical}>
          <Flame size={15} aria-hidden="true" />
          <span>
            <span className="visually-hidden">Critical: </span>
            {row.critical_change}
          </span>
        </p>
      )}
      {row.summary && (
        <p className={styles.summary} data-lines={row.critical_change ? 1 : 2}>
          {excerptOf(row)}
        </p>
      )}
    </>
  )
}

function Changes({ row }: { row: ComparisonRow }) {
  if (row.changes_count === null) return <p className={styles.count} />
  const { added, removed, modified, moved } = row.counts
  const kinds = [
    added > 0 && `${added} added`,
    removed > 0 && `${removed} removed`,
    modified > 0 && `${modified} changed`,
    moved > 0 && `${moved} moved`,
  ].filter((words) => words !== false)
  const decided = row.triage ? row.changes_count - row.triage.open : 0
  return (
    <div className={styles.count}>
      <p className={styles.total}>
        <strong>{row.changes_count}</strong> {counted(row.changes_count, 'change').split(' ')[1]}
      </p>
      <p className={styles.kinds}>
        {kinds.map((words, index) => (
          <Fragment key={words}>
            {index > 0 && ' · '}
            <span>{words}</span>
          </Fragment>
        ))}
      </p>
      {decided > 0 && (
        <p className={styles.kinds}>
          {decided} of {row.changes_count} decided
        </p>
      )}
    </div>
  )
}
