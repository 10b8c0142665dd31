/** Corrections that a person has noted and not sent yet: one session follows for all of them. */
import type { CorrectedPage, CorrectedPair, Review } from '../../data/reviews'
import type { ComparisonRow } from '../../data/types'

/** What was said of one review. */
export type Draft =
  | { kind: 'number'; page: CorrectedPage }
  | { kind: 'pair'; pair: CorrectedPair }

export type Drafts = Readonly<Record<string, Draft>>

export function withDraft(drafts: Drafts, reviewId: string, draft: Draft): Drafts {
  return { ...drafts, [reviewId]: draft }
}

export function withoutDraft(drafts: Drafts, reviewId: string): Drafts {
  return Object.fromEntries(Object.entries(drafts).filter(([id]) => id !== reviewId))
}

export function correctionsOf(drafts: Drafts): { pages: CorrectedPage[]; pairs: CorrectedPair[] } {
  const all = Object.values(drafts)
  return {
    pages: all.flatMap((draft) => (draft.kind === 'number' ? [draft.page] : [])),
    pairs: all.flatMap((draft) => (draft.kind === 'pair' ? [draft.pair] : [])),
  }
}

/** The value that a review of a number is about; `null` where none was read. */
export function readNumber(review: Review): string | null {
  return (review.set === 'new' ? review.new : review.old)?.drawing_name ?? null
}

/** A number as it is typed, with single spaces. */
const tidy = (number: string) => number.replace(/\s+/g, ' ').trim()

/** That the sheet of a review has this number, `null` where nothing was typed. */
export function numberDraft(review: Review, number: string): Draft | null {
  const page = review.set === 'new' ? review.new : review.old
  const said = tidy(number)
  if (!review.set || !page || !said) return null
  return { kind: 'number', page: { set: review.set, page: page.page_number, number: said } }
}

/** That two sheets are one, or never are; `null` for a sheet that stands alone. */
export function pairDraft(review: Review, isPair: boolean): Draft | null {
  if (!review.old || !review.new) return null
  return pairOf(review.old.page_number, review.new.page_number, isPair)
}

export function pairOf(oldPage: number, newPage: number, isPair: boolean): Draft {
  return { kind: 'pair', pair: { old_page: oldPage, new_page: newPage, is_pair: isPair } }
}

/** What accepting a review says: the number as it was read, or that the two are a pair. */
export function acceptance(review: Review): Draft | null {
  if (review.kind === 'number') return numberDraft(review, readNumber(review) ?? '')
  return review.kind === 'match' ? pairDraft(review, true) : null
}

/** What was noted, in words. */
export function draftWords(draft: Draft): string {
  if (draft.kind === 'number') {
    return `Number of the ${draft.page.set} sheet: ${draft.page.number}`
  }
  return draft.pair.is_pair ? 'The same sheet' : 'Not the same sheet'
}

/** What was typed of a sheet, whether it was in doubt or not. */
export interface SheetSaid {
  oldNumber: string
  newNumber: string
  isApart: boolean
  /** A sheet of the other set that it is the same as. */
  partner: ComparisonRow | null
}

/** As long as nothing is typed: each sheet's number as it was read, nothing where none was. */
export function asRead(row: ComparisonRow): SheetSaid {
  return {
    oldNumber: row.old_number ?? '',
    newNumber: row.new_number ?? '',
    isApart: false,
    partner: null,
  }
}

/** What is new of it, under the ids of the reviews that it would answer. */
export function said(row: ComparisonRow, value: SheetSaid): Record<string, Draft> {
  const drafts: Record<string, Draft> = {}
  const numbers = [
    ['old', row.old_page, row.old_number, value.oldNumber],
    ['new', row.new_page, row.new_number, value.newNumber],
  ] as const
  for (const [set, page, read, typed] of numbers) {
    const number = tidy(typed)
    if (page === null || number === '' || number === read) continue
    drafts[`${row.comparison_id}-number-${set}`] = { kind: 'number', page: { set, page, number } }
  }
  const oldPage = row.old_page ?? value.partner?.old_page ?? null
  const newPage = row.new_page ?? value.partner?.new_page ?? null
  if (oldPage !== null && newPage !== null && (value.isApart || value.partner)) {
    drafts[`${row.comparison_id}-match`] = pairOf(oldPage, newPage, !value.isApart)
  }
  return drafts
}
