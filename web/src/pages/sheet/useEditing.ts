/** Corrections of the change list: drawn and written here, saved by one call, kept when that fails. */
import { EditTool } from '@viewer/edit_tool.js'
import { movedBox, resizedBox } from '@viewer/geometry.js'
import type { Box } from '@viewer/types.js'
import type { Viewer } from '@viewer/viewer.js'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useReducer, useRef, useState } from 'react'
import { ApiError, messageOf } from '../../data/errors'
import { keys } from '../../data/queries'
import { useCorrectOverlay } from '../../data/sheetQueries'
import type { Change, Comparison } from '../../data/types'
import { useToasts } from '../../ui'
import { editsAfter, nextNewId, regionsSaid, restoredSaid, UNEDITED, whatIsMissing, type Edit } from './edits'
import { toPixels, toPoints, type SheetFrame } from './frame'

const LEAST_SIDE_PX = 8 // of a region that is made smaller by keys
const NEW_SHARE = 0.2 // of the view that a region made by a key takes

interface EditingOptions {
  viewer: Viewer | null
  comparison: Comparison
  frame: SheetFrame | null
  isOn: boolean
  onSelect: (id: string | null) => void
}

export type Editing = ReturnType<typeof useEditing>

export function useEditing({ viewer, comparison, frame, isOn, onSelect }: EditingOptions) {
  const [history, dispatch] = useReducer(editsAfter, UNEDITED)
  const [isAdding, setAdding] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  // Why what was sent is not taken as it is, in the server's words.
  const [conflict, setConflict] = useState<string | null>(null)
  const client = useQueryClient()
  const correct = useCorrectOverlay(comparison.comparison_id)
  const { done, failed } = useToasts()

  const edit = (id: string, change: Edit) => {
    setProblem(null)
    dispatch({ type: 'edit', id, edit: change })
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
    const missing = whatIsMissing(history.now)
    if (missing) {
      setProblem(missing.text)
      onSelect(missing.id)
      return false
    }
    if (!(await send(regionsSaid(history.now)))) return false
    dispatch({ type: 'reset' })
    done('Saved. The summary is being written again.')
    return true
  }

  return {
    history,
    isAdding,
    problem,
    conflict,
    isSaving: correct.isPending,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    isDirty: history.now.size > 0,
    edit,
    nudge,
    addInMiddle,
    setAdding,
    save,
    undo: () => dispatch({ type: 'undo' }),
    redo: () => dispatch({ type: 'redo' }),
    discard: () => {
      setProblem(null)
      dispatch({ type: 'reset' })
    },
    /** Look at what stands now; the own edits lie over it. */
    acceptTheirs: async () => {
      setConflict(null)
      await Promise.all([
        client.invalidateQueries({ queryKey: keys.comparison(comparison.comparison_id) }),
        // It may be that another session took the place of this one.
        client.invalidateQueries({ queryKey: keys.session(comparison.session_id), exact: true }),
      ])
    },
    restore: async (id: string) => {
      if (await send([restoredSaid(id)])) done('Taken back.')
    },
    withdraw: async () => {
      if (await send([], true)) done('All corrections are taken back.')
    },
  }
}
