/** Where somebody else has changed what is edited here, since the edit began. */
import type { Change } from '../../data/types'
import { fieldsOf, nextNewId, type Begun, type Edit, type Edits } from './edits'

const FIELDS = ['kind', 'category', 'label', 'box_pt'] as const

export interface Conflict {
  id: string
  mine: Begun
  /** The entry when the edit began. */
  seen: Change
  /** The entry as it stands now; `null`: they deleted it. */
  theirs: Change | null
}

/**
 * The edits that would undo what somebody else did meanwhile.
 *
 * A label of mine and a box of theirs go together, and so do two who say the same.
 */
export function conflictsOf(changes: readonly Change[], edits: Edits): Conflict[] {
  const listed = new Map(changes.map((change) => [change.id, change]))
  return [...edits].flatMap(([id, mine]) => {
    const { seen } = mine
    const theirs = listed.get(id) ?? null
    return seen && isConflict(mine, seen, theirs) ? [{ id, mine, seen, theirs }] : []
  })
}

function isConflict(mine: Begun, seen: Change, theirs: Change | null): boolean {
  if (!theirs) return !mine.isDeleted && !mine.isOverDeletion
  const theirFields = FIELDS.filter((field) => isOther(seen[field], theirs[field]))
  if (mine.isDeleted) return theirFields.length > 0
  const wanted: Partial<Change> = fieldsOf(mine)
  return theirFields.some((field) => field in wanted && isOther(wanted[field], theirs[field]))
}

const isOther = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)

/** The edits when what is mine is to take the place of what is theirs. */
export function keepingMine(edits: Edits, { id, mine, seen, theirs }: Conflict): Edits {
  if (theirs) return new Map(edits).set(id, { ...mine, seen: theirs })
  if (seen.source !== 'added') return new Map(edits).set(id, { ...mine, isOverDeletion: true })
  // What a person had added is gone without a trace when it is deleted: it is added once more.
  const after = takingTheirs(edits, id)
  const { kind, category, label, box_pt } = { ...seen, ...fieldsOf(mine) }
  return after.set(nextNewId(edits), { isNew: true, kind, category, label: label ?? '', box_pt, seen: null })
}

/** The edits when what is theirs stays. */
export function takingTheirs(edits: Edits, id: string): Map<string, Begun> {
  const after = new Map(edits)
  after.delete(id)
  return after
}

/** The edits that are still to be said: what both deleted is gone already. */
export function leftToSay(changes: readonly Change[], edits: Edits): Edits {
  const listed = new Set(changes.map(({ id }) => id))
  return new Map([...edits].filter(([id, edit]) => !edit.isDeleted || listed.has(id)))
}

/** What was done to an entry, in words: "deleted", "kind removed, label Door 12". */
export function doneWords(seen: Change, after: Edit | Change | null): string {
  if (after === null || ('isDeleted' in after && after.isDeleted)) return 'deleted'
  const { kind = seen.kind, category = seen.category, label = seen.label, box_pt = seen.box_pt } = after
  const words = [
    kind !== seen.kind && `kind ${kind}`,
    category !== seen.category && `category ${category.replaceAll('_', ' ')}`,
    (label ?? '') !== (seen.label ?? '') && (label ? `label “${label}”` : 'no label'),
    isOther(box_pt, seen.box_pt) && 'another box',
  ].filter(Boolean)
  return words.length > 0 ? words.join(', ') : 'as it was'
}
