import { FileStack, ListFilter } from 'lucide-react'
import { useCallback, useRef, type KeyboardEvent } from 'react'
import { useShortcuts } from '../../shell/shortcuts'
import type { ComparisonRow, Session } from '../../data/types'
import type { Review } from '../../data/reviews'
import { Button, EmptyState, hasEnded } from '../../ui'
import { acceptance, pairDraft, withDraft, withoutDraft, type Draft, type Drafts } from './drafts'
import { ReviewBlock } from './ReviewBlock'
import { isNotIssued, needsReview, type ReviewsByRow } from './rows'
import { hasFailures, useRetry } from './SessionHeading'
import styles from './session.module.css'
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

/** The sheets from top to bottom. Each has its place from the beginning and fills when it is done. */
export function SheetList(props: SheetListProps) {
  const { session, rows, reviews, isReviewing, canCorrect, canEdit, drafts, onDrafts } = props
  const list = useRef<HTMLOListElement>(null)
  const retry = useRetry(session)
  const say = (reviewId: string, draft: Draft | null) => {
    onDrafts(draft ? withDraft(drafts, reviewId, draft) : withoutDraft(drafts, reviewId))
  }
  useCardKeys(list, { rows, reviews, isReviewing, canCorrect, say })
  const isRetryable = canEdit && hasEnded(session.status) && session.followed_by === null
  const onRetry = isRetryable && hasFailures(session) ? retry.run : null

  if (session.comparisons.length === 0) return <NoRows session={session} />
  if (rows.length === 0) return <NothingShown onShowAll={props.onShowAll} />
  return (
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
              onKeyDown={moveByArrow}
            />
            {isReviewing &&
              found.map((review) => (
                <ReviewBlock
                  key={review.review_id}
                  review={review}
                  sessionId={session.session_id}
                  partners={partnersOf(review, session.comparisons)}
                  draft={drafts[review.review_id] ?? null}
                  canCorrect={canCorrect}
                  onSay={say}
                />
              ))}
          </li>
        )
      })}
    </ol>
  )
}

/** The sheets of the other set that stand alone too, for a sheet that stands alone. */
function partnersOf(review: Review, rows: ComparisonRow[]): ComparisonRow[] {
  if (review.kind !== 'match' || (review.old && review.new)) return []
  const wanted = review.new ? 'removed' : 'added'
  return rows.filter((row) => row.kind === wanted || (wanted === 'removed' && isNotIssued(row)))
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
    rows: ComparisonRow[]
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
      label: 'Review: type the number',
      run: () => {
        cardOf(document.activeElement)?.querySelector<HTMLElement>('[data-edit-number]')?.click()
      },
    },
  ])
}
