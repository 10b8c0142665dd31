import { FileStack, ListFilter } from 'lucide-react'
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useShortcuts } from '../../shell/shortcuts'
import type { ComparisonRow, Session } from '../../data/types'
import type { Review } from '../../data/reviews'
import { hasEnded } from '../../data/statuses'
import { Button, EmptyState } from '../../ui'
import { useRetry } from '../RetryWhatFailed'
import { SheetDecisionDialog } from '../triage/SheetDecisionDialog'
import { acceptance, pairDraft, withDraft, withoutDraft, type Draft, type Drafts } from './drafts'
import { CorrectDialog } from './CorrectDialog'
import { Filling } from './filling'
import { needsReview, type ReviewsByRow } from './rows'
import { hasFailures } from './SessionHeading'
import { SheetRow } from './SheetRow'

interface SheetListProps {
  session: Session
  /** All of them, in order. */
  rows: ComparisonRow[]
  /** The ids of those to show. The others stay, hidden: to take hundreds away, and to bring them back, takes long. */
  shown: ReadonlySet<string>
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
const NOTHING: Drafts = {}
// More than a window shows.
const FIRST_COUNT = 12

/** The sheets from top to bottom. Each has its place from the beginning and fills when it is done. */
export function SheetList(props: SheetListProps) {
  const { session, rows, shown, reviews, isReviewing, canCorrect, canEdit, drafts } = props
  const list = useRef<HTMLOListElement>(null)
  const [filling] = useState(() => new Filling())
  const retry = useRetry(session)
  const [correcting, setCorrecting] = useState<ComparisonRow | null>(null)
  const [deciding, setDeciding] = useState<string | null>(null)
  const decided = session.comparisons.find((row) => row.comparison_id === deciding)
  const say = useSaying(props)
  const step = useCallback((by: number) => move(list.current, by, filling), [filling])
  const moveByArrow = useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (by === undefined) return
      event.preventDefault()
      step(by)
    },
    [step],
  )
  useCardKeys(step, { reviews, isReviewing, canCorrect, say })
  const isRetryable = canEdit && hasEnded(session.status) && session.followed_by === null
  const onRetry = isRetryable && hasFailures(session) ? retry.run : null

  if (session.comparisons.length === 0) return <NoRows session={session} />
  const first = firstOf(rows, shown)
  return (
    <>
      {shown.size === 0 && <NothingShown onShowAll={props.onShowAll} />}
      <ol ref={list}>
        {rows.map((row) => {
          const isShown = shown.has(row.comparison_id)
          const found = isReviewing ? (reviews.get(row.comparison_id) ?? NONE) : NONE
          const isMatch = found.some((review) => review.kind === 'match')
          return (
            <SheetRow
              key={row.comparison_id}
              row={row}
              sessionId={session.session_id}
              isOver={hasEnded(session.status)}
              needsReview={needsReview(row, reviews)}
              isNoted={isNoted(row, drafts)}
              reviews={found}
              partners={isMatch ? partnersOf(row, session.comparisons) : NOBODY}
              drafts={found.length > 0 ? drafts : NOTHING}
              canCorrect={canCorrect}
              onSay={say}
              onRetry={onRetry}
              onCorrect={canCorrect ? setCorrecting : null}
              onDecide={setDeciding}
              onKeyDown={moveByArrow}
              filling={filling}
              isShown={isShown}
              isFirst={first.has(row)}
            />
          )
        })}
      </ol>
      {correcting && (
        <CorrectDialog
          row={correcting}
          partners={partnersOf(correcting, session.comparisons)}
          onSay={(more) => props.onDrafts({ ...drafts, ...more })}
          onClose={() => setCorrecting(null)}
        />
      )}
      {decided && (
        <SheetDecisionDialog
          row={decided}
          sessionId={session.session_id}
          canDecide={canCorrect}
          onClose={() => setDeciding(null)}
        />
      )}
    </>
  )
}

/** The sheets that a window shows before anybody scrolls. */
function firstOf(rows: readonly ComparisonRow[], shown: ReadonlySet<string>): ReadonlySet<ComparisonRow> {
  const first = new Set<ComparisonRow>()
  for (const row of rows) {
    if (first.size === FIRST_COUNT) break
    if (shown.has(row.comparison_id)) first.add(row)
  }
  return first
}

/** Note what is said of a review; the function stays the same, so that no other card is drawn anew. */
function useSaying({ drafts, onDrafts }: Pick<SheetListProps, 'drafts' | 'onDrafts'>) {
  const latest = useRef({ drafts, onDrafts })
  useEffect(() => {
    latest.current = { drafts, onDrafts }
  })
  return useCallback((reviewId: string, draft: Draft | null) => {
    const now = latest.current
    now.onDrafts(draft ? withDraft(now.drafts, reviewId, draft) : withoutDraft(now.drafts, reviewId))
  }, [])
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

function cardOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[data-card]') ?? null
}

/** Move the focus by so many cards; into the list, to the first one in sight. */
function move(list: HTMLElement | null, by: number, filling: Filling): void {
  const all = [...(list?.querySelectorAll<HTMLElement>('[data-card]:not([hidden])') ?? [])]
  const at = all.findIndex((card) => card === cardOf(document.activeElement))
  const next = at < 0 ? firstInSight(all) : Math.min(all.length - 1, Math.max(0, at + by))
  const card = all[next]
  if (!card) return
  filling.makeNow(card)
  card.querySelector<HTMLElement>('[data-card-link]')?.focus()
  card.scrollIntoView({ block: 'nearest' })
}

function firstInSight(all: readonly HTMLElement[]): number {
  return Math.max(0, all.findIndex((card) => card.getBoundingClientRect().top > 60))
}

function useCardKeys(
  step: (by: number) => void,
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
    { keys: 'j', label: 'Next sheet (on a sheet: ↓ too)', run: () => step(1) },
    { keys: 'k', label: 'Sheet before (on a sheet: ↑ too)', run: () => step(-1) },
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
