import { memo, useEffect, useRef, useState, type KeyboardEventHandler } from 'react'
import type { Review } from '../../data/reviews'
import type { ComparisonRow } from '../../data/types'
import type { Draft, Drafts } from './drafts'
import type { Filling } from './filling'
import { ReviewBlock } from './ReviewBlock'
import { SheetCard } from './SheetCard'
import styles from './SheetRow.module.css'

interface SheetRowProps {
  row: ComparisonRow
  sessionId: string
  isOver: boolean
  needsReview: boolean
  isNoted: boolean
  /** What is asked of it; empty while nobody reviews. */
  reviews: readonly Review[]
  /** Sheets that it may belong to, where it stands alone. */
  partners: ComparisonRow[]
  /** What was said of its reviews. */
  drafts: Drafts
  canCorrect: boolean
  onSay: (reviewId: string, draft: Draft | null) => void
  onRetry: (() => void) | null
  onCorrect: ((row: ComparisonRow) => void) | null
  onDecide: (comparisonId: string) => void
  onKeyDown: KeyboardEventHandler<HTMLAnchorElement>
  filling: Filling
  /** Whether it is among the sheets that are looked at; it keeps its card when it is not. */
  isShown: boolean
  /** Whether its card is there as soon as it is shown. */
  isFirst: boolean
}

/** The place of one sheet in the list, there from the beginning; its card is made when it is needed. */
export const SheetRow = memo(function SheetRow(props: SheetRowProps) {
  const { row, sessionId, reviews, filling, isShown } = props
  const place = useRef<HTMLLIElement>(null)
  const [isMade, setMade] = useState(props.isFirst)
  if (props.isFirst && !isMade) setMade(true)
  useEffect(() => {
    if (isMade || !isShown || !place.current) return undefined
    return filling.add(place.current, () => setMade(true))
  }, [filling, isMade, isShown])
  return (
    <li ref={place} className={styles.row} data-card={row.comparison_id} hidden={!isShown}>
      {isMade && (
        <>
          <SheetCard
            row={row}
            sessionId={sessionId}
            isOver={props.isOver}
            needsReview={props.needsReview}
            onRetry={props.onRetry}
            onCorrect={props.onCorrect}
            onDecide={props.onDecide}
            isNoted={props.isNoted}
            onKeyDown={props.onKeyDown}
          />
          {reviews.map((review) => (
            <ReviewBlock
              key={review.review_id}
              review={review}
              sessionId={sessionId}
              partners={props.partners}
              draft={props.drafts[review.review_id] ?? null}
              canCorrect={props.canCorrect}
              onSay={props.onSay}
            />
          ))}
        </>
      )}
    </li>
  )
})
