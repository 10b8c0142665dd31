/** What the page calls things; those the report has too are in the viewer's words. */
import { asLine, CATEGORY_WORDS, movedWords } from '@viewer/words.js'
import type { Change } from '../../data/types'

export function categoryWord(category: string): string {
  return CATEGORY_WORDS[category] ?? category
}

/** A change in one line, for lists. */
export function changeLine(change: Change): string {
  const [before, after] = [asLine(change.old_text), asLine(change.new_text)]
  const texts = before && after ? `${before} → ${after}` : oneText(change, before, after)
  if (change.label) return texts ? `${change.label}: ${texts}` : change.label
  if (change.kind !== 'moved') return texts
  return [after ?? before, movedWords(change)].filter(Boolean).join(' ')
}

/** Without its other side, a text of a modified place would read as if it still stood there. */
function oneText(change: Change, before: string | undefined, after: string | undefined): string {
  const text = after ?? before ?? ''
  if (change.kind !== 'modified' || !text) return text
  return `${text} ${after ? 'added' : 'removed'}`
}
