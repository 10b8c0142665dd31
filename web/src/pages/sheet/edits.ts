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

export type Edits = ReadonlyMap<string, Edit>

export interface EditHistory {
  past: readonly Edits[]
  now: Edits
  future: readonly Edits[]
}

/** An entry as it is shown: corrected by what is not saved yet. */
export type ShownChange = Change & { isDraft: boolean }

export const UNEDITED: EditHistory = { past: [], now: new Map(), future: [] }
const NEW_ID = 'new '

export type EditAction =
  | { type: 'edit'; id: string; edit: Edit }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'reset' }

export function editsAfter(history: EditHistory, action: EditAction): EditHistory {
  switch (action.type) {
    case 'edit':
      return { past: [...history.past, history.now], now: withEdit(history.now, action.id, action.edit), future: [] }
    case 'undo': {
      const before = history.past.at(-1)
      if (!before) return history
      return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] }
    }
    case 'redo': {
      const [next, ...rest] = history.future
      if (!next) return history
      return { past: [...history.past, history.now], now: next, future: rest }
    }
    case 'reset':
      return UNEDITED
  }
}

/** The name of an entry that is to be added, until it is saved and has an id. */
export function nextNewId(edits: Edits): string {
  const taken = [...edits.keys()].filter(isNewId).map((id) => Number(id.slice(NEW_ID.length)))
  return `${NEW_ID}${Math.max(0, ...taken) + 1}`
}

export const isNewId = (id: string) => id.startsWith(NEW_ID)

function withEdit(edits: Edits, id: string, edit: Edit): Edits {
  const after = new Map(edits)
  const before = edits.get(id)
  if (edit.isDeleted && before?.isNew) after.delete(id)
  else if (edit.isDeleted) after.set(id, edit)
  else after.set(id, { ...before, ...edit, isDeleted: false })
  return after
}

/** The change list with what was edited; what is new comes last, what is deleted is gone. */
export function shownChanges(changes: readonly Change[], edits: Edits): ShownChange[] {
  const kept = changes.flatMap((change): ShownChange[] => {
    const edit = edits.get(change.id)
    if (!edit) return [{ ...change, isDraft: false }]
    return edit.isDeleted ? [] : [{ ...change, ...fieldsOf(edit), isDraft: true }]
  })
  const added = [...edits].flatMap(([id, edit]) => (edit.isNew ? [newChange(id, edit)] : []))
  return [...kept, ...added]
}

function fieldsOf({ box_pt, kind, category, label }: Edit): Partial<Change> {
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
