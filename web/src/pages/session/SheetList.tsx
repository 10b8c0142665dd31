import { FileStack, ListFilter } from 'lucide-react'
import { useCallback, useRef, useState, type KeyboardEvent } from 'react'
import { useShortcuts } from '../../shell/shortcuts'
import type { ComparisonRow, Session } from '../../data/types'
import type { Review } from '../../data/reviews'
import { hasEnded } from '../../data/statuses'
import { Button, EmptyState } from '../../ui'
import { acceptance, pairDraft, withDraft, withoutDraft, type Draft, type Drafts } from './drafts'
import { CorrectDialog } from './CorrectDialog'
import { ReviewBlock } from './ReviewBlock'
import { needsReview, type ReviewsByRow } from './rows'
import { hasFailures, useRetry } from './SessionHeading'
import styles from './SheetList.module.css'
import { SheetCard } from './SheetCard'

interface SheetListProps {
  session: Session
  rows: ComparisonRow[]
  reviews: ReviewsByRow
  isReviewing: boolean
  canCorrect: boolean
  canEdit: boolean
  drafts: Drafts
  onDrafts: (drafts: Drafts) => void
  onShowAll: () => void
}

const NONE: Review[] = []
const NOBODY: ComparisonRow[] = []

/** The sheets from top to bottom. Each has its place from the beginning and fills when it is done. */
export function SheetList(props: SheetListProps) {
  const { session, rows, reviews, isReviewing, canCorrect, canEdit, drafts, onDrafts } = props
  const list = useRef<HTMLOListElement>(null)
  const retry = useRetry(session)
  const [correcting, setCorrecting] = useState<ComparisonRow | null>(null)
  const say = (reviewId: string, draft: Draft | null) => {
    onDrafts(draft ? withDraft(drafts, reviewId, draft) : withoutDraft(drafts, reviewId))
  }
  useCardKeys(list, { reviews, isReviewing, canCorrect, say })
  const isRetryable = canEdit && hasEnded(session.status) && session.followed_by === null
  const onRetry = isRetryable && hasFailures(session) ? retry.run : null

  if (session.comparisons.length === 0) return <NoRows session={session} />
  if (rows.length === 0) return <NothingShown onShowAll={props.onShowAll} />
  return (
    <>
      <ol ref={list} className={styles.list}>
        {rows.map((row) => {
          const found = reviews.get(row.comparison_id) ?? NONE
          return (
            <li key={row.comparison_id} className={styles.item} data-card={row.comparison_id}>
              <SheetCard
                row={row}
                sessionId={session.session_id}
                isOver={hasEnded(session.status)}
                needsReview={needsReview(row, reviews)}
                onRetry={onRetry}
                onCorrect={canCorrect ? setCorrecting : null}
                isNoted={isNoted(row, drafts)}
                onKeyDown={moveByArrow}
              />
              {isReviewing &&
                found.map((review) => (
                  <ReviewBlock
                    key={review.review_id}
                    review={review}
                    sessionId={session.session_id}
                    partners={review.kind === 'match' ? partnersOf(row, session.comparisons) : NOBODY}
                    draft={drafts[review.review_id] ?? null}
                    canCorrect={canCorrect}
                    onSay={say}
                  />
                ))}
            </li>
          )
        })}
      </ol>
      {correcting && (
        <CorrectDialog
          row={correcting}
          partners={partnersOf(correcting, session.comparisons)}
          onSay={(more) => onDrafts({ ...drafts, ...more })}
          onClose={() => setCorrecting(null)}
        />
      )}
    </>
  )
}

function isNoted(row: ComparisonRow, drafts: Drafts): boolean {
  return Object.keys(drafts).some((id) => id.startsWith(`${row.comparison_id}-`))
}

/** The sheets of the other set that stand alone too, for a sheet that stands alone. */
function partnersOf(row: ComparisonRow, rows: ComparisonRow[]): ComparisonRow[] {
  if (row.kind === 'matched') return []
  const wanted = row.kind === 'added' ? 'removed' : 'added'
  return rows.filter((other) => other.kind === wanted)
}

function NoRows({ session }: { session: Session }) {
  if (hasEnded(session.status)) {
    return (
      <EmptyState icon={FileStack} title="No sheet was compared">
        {session.error?.message ?? 'The comparison ended before its sheets were matched.'}
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={FileStack} title="The sheets are being read">
      Each sheet gets its place here as soon as the two sets are matched, and fills when it is
      compared. You can leave this page; the work goes on.
    </EmptyState>
  )
}

function NothingShown({ onShowAll }: { onShowAll: () => void }) {
  return (
    <EmptyState
      icon={ListFilter}
      title="No sheet is like that"
      action={<Button onClick={onShowAll}>Show all sheets</Button>}
    >
      Nothing fits what you chose above.
    </EmptyState>
  )
}

// --- keyboard -----------------------------------------------------------------------------------

function links(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-card-link]') ?? [])]
}

function cardOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[data-card]') ?? null
}

/** Move the focus by so many cards; into the list, to the first one in sight. */
function move(list: HTMLElement | null, by: number): void {
  const all = links(list)
  const at = all.findIndex((link) => cardOf(link) === cardOf(document.activeElement))
  const inSight = all.findIndex((link) => link.getBoundingClientRect().top > 60)
  const next = at < 0 ? Math.max(0, inSight) : Math.min(all.length - 1, Math.max(0, at + by))
  all[next]?.focus()
  cardOf(all[next] ?? null)?.scrollIntoView({ block: 'nearest' })
}

function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by === undefined) return
  event.preventDefault()
  move(event.currentTarget.closest('ol'), by)
}

function useCardKeys(
  list: React.RefObject<HTMLOListElement | null>,
  state: {
    reviews: ReviewsByRow
    isReviewing: boolean
    canCorrect: boolean
    say: (reviewId: string, draft: Draft | null) => void
  },
): void {
  const { reviews, isReviewing, canCorrect, say } = state
  const reviewed = useCallback(
    (fits: (review: Review) => boolean): Review | null => {
      const id = cardOf(document.activeElement)?.dataset.card
      if (!id || !isReviewing || !canCorrect) return null
      return reviews.get(id)?.find(fits) ?? null
    },
    [reviews, isReviewing, canCorrect],
  )
  const sayOf = (draftOf: (review: Review) => Draft | null) => () => {
    const review = reviewed((each) => draftOf(each) !== null)
    if (review) say(review.review_id, draftOf(review))
  }
  useShortcuts('Sheets', [
    { keys: 'j', label: 'Next sheet (on a sheet: ↓ too)', run: () => move(list.current, 1) },
    { keys: 'k', label: 'Sheet before (on a sheet: ↑ too)', run: () => move(list.current, -1) },
    { keys: 'y', label: 'Review: it is right as it was read or matched', run: sayOf(acceptance) },
    { keys: 'n', label: 'Review: these two are not a pair', run: sayOf((r) => pairDraft(r, false)) },
    {
      keys: 'e',
      label: 'Correct the sheet: type the number',
      run: () => {
        const card = cardOf(document.activeElement)
        const inReview = card?.querySelector<HTMLElement>('[data-edit-number]')
        const button = inReview ?? card?.querySelector<HTMLElement>('[data-correct]')
        button?.click()
      },
    },
  ])
}
