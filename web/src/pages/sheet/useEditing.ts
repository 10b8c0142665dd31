/** Corrections of the change list: drawn and written here, saved by one call, kept until then. */
import { EditTool } from '@viewer/edit_tool.js'
import { movedBox, resizedBox } from '@viewer/geometry.js'
import type { Box } from '@viewer/types.js'
import type { Viewer } from '@viewer/viewer.js'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { ApiError, messageOf } from '../../data/errors'
import { keep, kept, useKeeping } from '../../data/kept'
import { keys } from '../../data/queries'
import { useCorrectOverlay } from '../../data/sheetQueries'
import type { Change, Comparison } from '../../data/types'
import { useToasts } from '../../ui'
import { conflictsOf, keepingMine, leftToSay, takingTheirs, type Conflict } from './conflicts'
import {
  editsAfter,
  nextNewId,
  regionsSaid,
  restoredSaid,
  resumed,
  whatIsMissing,
  type Begun,
  type Edit,
  type Edits,
} from './edits'
import { toPixels, toPoints, type SheetFrame } from './frame'

const LEAST_SIDE_PX = 8 // of a region that is made smaller by keys
const NEW_SHARE = 0.2 // of the view that a region made by a key takes

const NOTHING_LISTED: readonly Change[] = []

interface EditingOptions {
  viewer: Viewer | null
  comparison: Comparison
  /** The list as it stands; `undefined` while it is loaded. */
  changes: readonly Change[] | undefined
  /** Not while it is asked for again, nor when it could not be had: others may have changed it. */
  isListKnown: boolean
  frame: SheetFrame | null
  isOn: boolean
  onSelect: (id: string | null) => void
}

export type Editing = ReturnType<typeof useEditing>

const placeOf = (comparisonId: string) => `edits.${comparisonId}`

/** What was edited of a sheet and neither saved nor discarded, before a sign-in or a reload. */
export function keptEdits(comparisonId: string): Edits {
  const entries = kept(placeOf(comparisonId))
  return new Map(Array.isArray(entries) ? (entries as [string, Begun][]) : [])
}

export function useEditing(options: EditingOptions) {
  const { viewer, comparison, changes, isListKnown, frame, isOn, onSelect } = options
  const { comparison_id: comparisonId } = comparison
  const [history, dispatch] = useReducer(editsAfter, comparisonId, (id) => resumed(keptEdits(id)))
  const [isResumed, setResumed] = useState(history.now.size > 0)
  const unsaved = useMemo(() => (history.now.size > 0 ? [...history.now] : null), [history.now])
  useKeeping(placeOf(comparisonId), unsaved)
  const [isAdding, setAdding] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  // Why what was sent is not taken as it is, in the server's words.
  const [conflict, setConflict] = useState<string | null>(null)
  const client = useQueryClient()
  const correct = useCorrectOverlay(comparisonId)
  const { done, failed } = useToasts()

  const listed = changes ?? NOTHING_LISTED
  // As long as the list is loaded nobody knows what others did.
  const conflicts = useMemo(() => (changes ? conflictsOf(changes, history.now) : []), [changes, history.now])
  const [isSettling, setSettling] = useState(false)

  const edit = (id: string, change: Edit, isTyping = false) => {
    const seen = listed.find((entry) => entry.id === id) ?? null
    if (!seen && !change.isNew && !history.now.has(id)) {
      failed(`${id} is not in the list any more: somebody else deleted it.`)
      return
    }
    setProblem(null)
    setResumed(false)
    dispatch({ type: 'edit', id, edit: change, seen, isTyping })
  }
  const add = (box: Box) => {
    if (!frame) return
    const id = nextNewId(history.now)
    edit(id, { isNew: true, kind: 'added', category: 'linework', label: '', box_pt: toPoints(frame, box) })
    setAdding(false)
    onSelect(id)
  }

  // The tool lives as long as edit mode; what it calls is always the latest.
  const latest = useRef({ edit, add, frame })
  useEffect(() => {
    latest.current = { edit, add, frame }
  })
  const tool = useRef<EditTool | null>(null)
  useEffect(() => {
    if (!viewer || !isOn) return undefined
    tool.current = new EditTool(viewer, {
      onBox: (id, box) => {
        const { frame: where } = latest.current
        if (where) latest.current.edit(id, { box_pt: toPoints(where, box) })
      },
      onAdd: (box) => latest.current.add(box),
    })
    viewer.setTool(tool.current)
    return () => {
      viewer.setTool(null)
      tool.current = null
    }
  }, [viewer, isOn])
  useEffect(() => tool.current?.setAdding(isAdding), [isAdding, isOn])

  /** Add a region in the middle of the view: what drawing one does, by key. */
  const addInMiddle = () => {
    if (!viewer || !frame) return
    const pane = viewer.cameras.panes.at(-1)
    if (!pane) return
    const { rect } = pane
    const middle = viewer.locate({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }).image
    const half = (NEW_SHARE / 2) * Math.min(rect.width, rect.height) * (1 / viewer.scale)
    add([middle.x - half, middle.y - half, middle.x + half, middle.y + half])
  }

  /** Move the box of a region by keys, or its lower right corner. */
  const nudge = (change: Change, dx: number, dy: number, isResize: boolean) => {
    if (!viewer || !frame) return
    const box = toPixels(frame, change.box_pt)
    const size = { width: viewer.source?.width_px ?? 0, height: viewer.source?.height_px ?? 0 }
    const step = 4 / viewer.scale
    const after = isResize
      ? resizedBox(box, { x: 1, y: 1 }, dx * step, dy * step, size, LEAST_SIDE_PX)
      : movedBox(box, dx * step, dy * step, size)
    edit(change.id, { box_pt: toPoints(frame, after) })
  }

  const send = async (regions: ReturnType<typeof regionsSaid>, withdraw = false): Promise<boolean> => {
    try {
      await correct.mutateAsync({ regions, withdraw, expected_revision: comparison.revision })
      return true
    } catch (reason) {
      if (reason instanceof ApiError && reason.code === 'conflict') setConflict(reason.detail)
      else failed(messageOf(reason))
      return false
    }
  }

  const save = async (): Promise<boolean> => {
    if (!isListKnown) return false // what both deleted, and what both changed, is told by the list
    if (conflicts.length > 0) {
      setSettling(true)
      return false
    }
    const edits = leftToSay(listed, history.now)
    const missing = whatIsMissing(edits)
    if (missing) {
      setProblem(missing.text)
      onSelect(missing.id)
      return false
    }
    if (edits.size > 0 && !(await send(regionsSaid(edits)))) return false
    dispatch({ type: 'reset' })
    done(edits.size > 0 ? 'Saved. The summary is being written again.' : 'It was done already by somebody else.')
    return true
  }

  return {
    history,
    isAdding,
    problem,
    conflict,
    /** Edits of entries that somebody else has changed meanwhile; nothing is saved before they are settled. */
    conflicts,
    isSettling: isSettling && conflicts.length > 0,
    settle: setSettling,
    keepMine: (one: Conflict) => dispatch({ type: 'become', edits: keepingMine(history.now, one) }),
    takeTheirs: (one: Conflict) => dispatch({ type: 'become', edits: takingTheirs(history.now, one.id) }),
    /** These edits were begun before a sign-in or a reload, and none was made since. */
    isResumed: isResumed && history.now.size > 0,
    isSaving: correct.isPending,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    isDirty: history.now.size > 0,
    canSave: history.now.size > 0 && isListKnown,
    edit,
    nudge,
    addInMiddle,
    setAdding,
    save,
    undo: () => dispatch({ type: 'undo' }),
    redo: () => dispatch({ type: 'redo' }),
    discard: () => {
      setProblem(null)
      keep(placeOf(comparisonId), null) // the page may be left at once
      dispatch({ type: 'reset' })
    },
    /** Look at what stands now; the own edits lie over it. */
    acceptTheirs: async () => {
      setConflict(null)
      await client.invalidateQueries({ queryKey: keys.comparison(comparisonId) })
    },
    restore: async (id: string) => {
      if (await send([restoredSaid(id)])) done('Taken back.')
    },
    withdraw: async () => {
      if (await send([], true)) done('All corrections are taken back.')
    },
  }
}
