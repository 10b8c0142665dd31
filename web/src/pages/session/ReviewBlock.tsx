import { Check, Pencil, Undo2, Unlink2 } from 'lucide-react'
import { memo, useState, type SyntheticEvent } from 'react'
import { Link } from 'react-router'
import { linkTo } from '../../data/api'
import type { ComparisonRow } from '../../data/types'
import type { Review, ReviewedPage } from '../../data/reviews'
import { Badge, Button, Dialog, percent, Select, TextField } from '../../ui'
import { sheetPath } from '../sheetPath'
import {
  acceptance,
  draftWords,
  numberDraft,
  pairDraft,
  pairOf,
  readNumber,
  type Draft,
} from './drafts'
import styles from './ReviewBlock.module.css'

interface ReviewBlockProps {
  review: Review
  sessionId: string
  /** Sheets that it may belong to, where it stands alone. */
  partners: ComparisonRow[]
  draft: Draft | null
  canCorrect: boolean
  onSay: (reviewId: string, draft: Draft | null) => void
}

/** One thing to confirm: the evidence beside the value, and the answers beside both. */
export const ReviewBlock = memo(function ReviewBlock(props: ReviewBlockProps) {
  const { review, draft, canCorrect, onSay } = props
  return (
    <section className={styles.review} aria-label={`Review of ${review.drawing_name}: ${KINDS[review.kind]}`}>
      <div className={styles.evidence}>
        {(['old', 'new'] as const).map((which) => {
          const page = review[which]
          const isAsked = review.set === null || review.set === which
          return page && isAsked ? <Evidence key={which} which={which} page={page} /> : null
        })}
      </div>
      <div className={styles.decision}>
        <p>
          <strong>{KINDS[review.kind]}</strong>
          {review.confidence !== null && isOfValue(review) && (
            <span className={styles.sure}> {percent(review.confidence)} sure</span>
          )}
        </p>
        <p className={styles.reason}>{review.reason}</p>
        {draft ? (
          <p className={styles.noted}>
            <Badge tone="accent" icon={Check}>
              {draftWords(draft)}
            </Badge>
            <Button
              size="s"
              kind="quiet"
              icon={Undo2}
              onClick={(event) => {
                backToCard(event.currentTarget)
                onSay(review.review_id, null)
              }}
            >
              Take back
            </Button>
          </p>
        ) : (
          canCorrect && <Answers {...props} />
        )}
      </div>
    </section>
  )
})

const KINDS: Record<Review['kind'], string> = {
  number: 'Sheet number',
  match: 'Which sheets belong together',
  alignment: 'How the sheets lie on one another',
}

/** Whether there is a value that one may be sure of: a number that was not read is none. */
function isOfValue(review: Review): boolean {
  return review.kind !== 'number' || readNumber(review) !== null
}

/** Back to the card after what was pressed is gone, so that the keys go on working. */
function backToCard(from: HTMLElement): void {
  from.closest('[data-card]')?.querySelector<HTMLElement>('[data-card-link]')?.focus()
}

function Evidence({ which, page }: { which: 'old' | 'new'; page: ReviewedPage }) {
  const crop = linkTo(page.title_block_url)
  const shown = crop ?? linkTo(page.thumbnail_url)
  const [isLarge, setLarge] = useState(false)
  const words = `${which === 'old' ? 'Old' : 'New'} set, page ${page.page_number}`
  return (
    <figure className={styles.crop}>
      {shown ? (
        <button
          type="button"
          className={styles.cropImage}
          aria-label={`Enlarge: ${words}`}
          onClick={() => setLarge(true)}
        >
          <img src={shown} loading="lazy" alt="" />
        </button>
      ) : (
        <p className={styles.cropImage}>This page could not be shown.</p>
      )}
      {isLarge && shown && (
        <Dialog title={words} onClose={() => setLarge(false)} wide>
          <img className={styles.large} src={shown} alt={`${crop ? 'Title block' : 'Page'}: ${words}`} />
        </Dialog>
      )}
      <figcaption>
        {words}: <strong>{page.drawing_name ?? 'no number'}</strong> {page.title}
      </figcaption>
    </figure>
  )
}

function Answers(props: ReviewBlockProps) {
  const { review, sessionId, partners, onSay } = props
  const [isEditing, setEditing] = useState(false)
  const note = (event: SyntheticEvent<HTMLElement>, draft: Draft) => {
    backToCard(event.currentTarget)
    onSay(review.review_id, draft)
  }
  const accepted = acceptance(review)
  const apart = review.kind === 'number' ? null : pairDraft(review, false)
  if (isEditing) {
    return <NumberForm review={review} onSay={onSay} onClose={() => setEditing(false)} />
  }
  return (
    <div className={styles.answers}>
      {accepted && (
        <Button size="s" icon={Check} onClick={(event) => note(event, accepted)}>
          {review.kind === 'number' ? `Accept ${readNumber(review) ?? ''}` : 'They are a pair'}{' '}
          <kbd>y</kbd>
        </Button>
      )}
      {review.kind === 'number' && (
        <Button size="s" icon={Pencil} data-edit-number onClick={() => setEditing(true)}>
          Edit number <kbd>e</kbd>
        </Button>
      )}
      {apart && (
        <Button size="s" icon={Unlink2} onClick={(event) => note(event, apart)}>
          Not a pair <kbd>n</kbd>
        </Button>
      )}
      {review.kind === 'alignment' && (
        <Link to={sheetPath(sessionId, review.comparison_id)}>Look, or lay points on one another</Link>
      )}
      {partners.length > 0 && <Partner {...props} />}
    </div>
  )
}

function NumberForm({
  review,
  onSay,
  onClose,
}: Pick<ReviewBlockProps, 'review' | 'onSay'> & { onClose: () => void }) {
  const [number, setNumber] = useState(readNumber(review) ?? '')
  const draft = numberDraft(review, number)
  const submit = (event: SyntheticEvent<HTMLElement>) => {
    event.preventDefault()
    if (!draft) return
    backToCard(event.currentTarget)
    onSay(review.review_id, draft)
    onClose()
  }
  const leave = (event: SyntheticEvent<HTMLElement>) => {
    backToCard(event.currentTarget)
    onClose()
  }
  return (
    <form className={styles.answers} onSubmit={submit}>
      <TextField
        label="Sheet number"
        hideLabel
        value={number}
        maxLength={60}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- it was asked for a moment ago
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setNumber(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && leave(event)}
      />
      <Button size="s" type="submit" disabled={!draft}>
        Note it
      </Button>
      <Button size="s" kind="quiet" onClick={leave}>
        Leave it
      </Button>
    </form>
  )
}

/** For a sheet that stands alone: which one of the other set it is. */
function Partner({ review, partners, onSay }: ReviewBlockProps) {
  const choose = (comparisonId: string) => {
    const other = partners.find((row) => row.comparison_id === comparisonId)
    const oldPage = review.old?.page_number ?? other?.old_page
    const newPage = review.new?.page_number ?? other?.new_page
    if (oldPage && newPage) onSay(review.review_id, pairOf(oldPage, newPage, true))
  }
  return (
    <Select label="It is the sheet" value="" onChange={(event) => choose(event.target.value)}>
      <option value="">of the other set: choose …</option>
      {partners.map((row) => (
        <option key={row.comparison_id} value={row.comparison_id}>
          {row.drawing_name} {row.title}
        </option>
      ))}
    </Select>
  )
}
