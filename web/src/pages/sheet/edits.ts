/** Corrections of a change list that are not saved yet, with undo and redo. */
import type { Change, ChangeCategory, ChangeKind, ManualRegion, RegionSaid } from '../../data/types'

type BoxPt = Change['box_pt']

/** What is to become of one entry; what is not named stays. */
export interface Edit {
  isNew?: boolean
  isDeleted?: boolean
  box_pt?: BoxPt
  kind?: ChangeKind
  category?: ChangeCategory
  label?: string
}

export interface Begun extends Edit {
  /** The entry as it was when the edit began; `null` of a new one. */
  seen: Change | null
  /** Somebody else deleted it meanwhile, and it is to be listed again as it is here. */
  isOverDeletion?: boolean
}

export type Edits = ReadonlyMap<string, Begun>

export interface EditHistory {
  past: readonly Edits[]
  now: Edits
  future: readonly Edits[]
  /** The entry whose label is being typed: all its letters are one step. */
  typing: string | null
}

/** An entry as it is shown: corrected by what is not saved yet. */
export type ShownChange = Change & { isDraft: boolean }

export const UNEDITED: EditHistory = { past: [], now: new Map(), future: [], typing: null }
const NEW_ID = 'new '

export type EditAction =
  | { type: 'edit'; id: string; edit: Edit; seen: Change | null; isTyping?: boolean }
  | { type: 'become'; edits: Edits }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'reset' }

export function editsAfter(history: EditHistory, action: EditAction): EditHistory {
  switch (action.type) {
    case 'edit':
      return edited(history, action)
    case 'become':
      return done(history, action.edits)
    case 'undo': {
      const before = history.past.at(-1)
      if (!before) return history
      return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], typing: null }
    }
    case 'redo': {
      const [next, ...rest] = history.future
      if (!next) return history
      return { past: [...history.past, history.now], now: next, future: rest, typing: null }
    }
    case 'reset':
      return UNEDITED
  }
}

function edited(history: EditHistory, action: Extract<EditAction, { type: 'edit' }>): EditHistory {
  const { id, edit, seen, isTyping = false } = action
  const now = withEdit(history.now, id, edit, seen)
  if (isTyping && history.typing === id) return { ...history, now, future: [] }
  return { ...done(history, now), typing: isTyping ? id : null }
}

function done(history: EditHistory, now: Edits): EditHistory {
  return { past: [...history.past, history.now], now, future: [], typing: null }
}

/** Edits that were kept, as the only step there was. */
export function resumed(now: Edits): EditHistory {
  return now.size > 0 ? done(UNEDITED, now) : UNEDITED
}

/** The name of an entry that is to be added, until it is saved and has an id. */
export function nextNewId(edits: Edits): string {
  const taken = [...edits.keys()].filter(isNewId).map((id) => Number(id.slice(NEW_ID.length)))
  return `${NEW_ID}${Math.max(0, ...taken) + 1}`
}

export const isNewId = (id: string) => id.startsWith(NEW_ID)

function withEdit(edits: Edits, id: string, edit: Edit, seen: Change | null): Edits {
  const after = new Map(edits)
  const before = edits.get(id)
  const begun = { seen: before ? before.seen : seen }
  if (edit.isDeleted && before?.isNew) after.delete(id)
  else if (edit.isDeleted) after.set(id, { ...edit, ...begun })
  else after.set(id, { ...before, ...edit, isDeleted: false, ...begun })
  return after
}

/**
 * The change list with what was edited: what is deleted is gone, what somebody else has deleted
 * while it was edited here stays until that is settled, what is new comes last.
 */
export function shownChanges(changes: readonly Change[], edits: Edits): ShownChange[] {
  const listed = new Set(changes.map(({ id }) => id))
  const kept = changes.flatMap((change): ShownChange[] => {
    const edit = edits.get(change.id)
    if (!edit) return [{ ...change, isDraft: false }]
    return edit.isDeleted ? [] : [{ ...change, ...fieldsOf(edit), isDraft: true }]
  })
  const others = [...edits].flatMap(([id, edit]): ShownChange[] => {
    if (edit.isNew) return [newChange(id, edit)]
    const { seen } = edit
    if (!seen || edit.isDeleted || listed.has(id)) return []
    return [{ ...seen, ...fieldsOf(edit), isDraft: true }]
  })
  return [...kept, ...others]
}

export function fieldsOf({ box_pt, kind, category, label }: Edit): Partial<Change> {
  return {
    ...(box_pt && { box_pt }),
    ...(kind && { kind }),
    ...(category && { category }),
    ...(label !== undefined && { label: label || null }),
  }
}

function newChange(id: string, edit: Edit): ShownChange {
  return {
    id,
    kind: edit.kind ?? 'modified',
    category: edit.category ?? 'linework',
    box_pt: edit.box_pt ?? [0, 0, 0, 0],
    box_px: [0, 0, 0, 0],
    label: edit.label ?? '',
    old_text: null,
    new_text: null,
    ink_px: 0,
    moved_pt: null,
    scaled: 1,
    turned_deg: 0,
    is_clouded: null,
    parts: [],
    row: null,
    column: null,
    source: 'added',
    isDraft: true,
  }
}

/** What is missing before the edits can be saved, in words; `null` when nothing is. */
export function whatIsMissing(edits: Edits): { id: string; text: string } | null {
  for (const [id, edit] of edits) {
    if (edit.isNew && !edit.label?.trim()) return { id, text: 'Say what the new region is: it needs a label.' }
  }
  return null
}

const UNSAID = { box_pt: null, kind: null, category: null, label: null }

/** That what people said of an entry is taken back. */
export function restoredSaid(id: string): RegionSaid {
  return { action: 'restored', change_id: id, ...UNSAID }
}

/** The edits as the API takes them. */
export function regionsSaid(edits: Edits): RegionSaid[] {
  return [...edits].map(([id, edit]) => {
    if (edit.isDeleted) return { action: 'deleted', change_id: id, ...UNSAID }
    return {
      action: edit.isNew ? 'added' : edit.box_pt ? 'edited' : 'relabelled',
      change_id: edit.isNew ? '' : id,
      box_pt: edit.box_pt ?? null,
      kind: edit.kind ?? null,
      category: edit.category ?? null,
      label: edit.label?.trim() ?? null,
    }
  })
}

/** What people said of a sheet, in words: "c3 deleted", "c14 added: New hose bibb". */
export function regionWords({ action, change_id, label }: ManualRegion): string {
  return `${change_id} ${action}${label ? `: ${label}` : ''}`
}
