/** The keys of the page; the viewer's own are told once, where the viewer is. */
import { VIEWER_KEYS } from '@viewer/keys.js'
import type { Viewer } from '@viewer/viewer.js'
import { useShortcuts, type Shortcut } from '../../shell/shortcuts'
import type { TriageStatus } from '../../data/types'
import { TRIAGE, TRIAGE_STATUSES } from '../triage/statuses'

interface SheetKeys {
  viewer: Viewer | null
  step: (step: 1 | -1) => void
  unselect: () => void
  /** Selects the change that is shown for a decision, or no more; `null` where nobody decides. */
  mark: (() => void) | null
  decide: ((status: TriageStatus) => void) | null
  undo: (() => void) | null
  redo: (() => void) | null
}

export function useSheetKeys({ viewer, step, unselect, mark, decide, undo, redo }: SheetKeys): void {
  useShortcuts(
    'Drawing',
    VIEWER_KEYS.map(({ keys, label, act, isShifted }) => ({
      keys: keys.map((key) => (isShifted ? `Shift+${key}` : key)),
      label: `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
      run: () => viewer && act(viewer),
    })),
  )
  const changes: Shortcut[] = [
    { keys: 'n', label: 'Next change', run: () => step(1) },
    { keys: 'p', label: 'Previous change', run: () => step(-1) },
    { keys: 'Escape', label: 'Select nothing', run: unselect },
  ]
  if (mark) changes.push({ keys: 'x', label: 'Select this change too, to decide of several', run: mark })
  if (decide) {
    for (const status of TRIAGE_STATUSES) {
      const { key, label } = TRIAGE[status]
      changes.push({ keys: key, label: `${label} (triage)`, run: () => decide(status) })
    }
  }
  if (undo && redo) {
    changes.push({ keys: 'Ctrl+z', label: 'Undo an edit', run: undo })
    changes.push({ keys: ['Ctrl+y', 'Ctrl+Z'], label: 'Redo an edit', run: redo })
  }
  useShortcuts('Changes', changes)
}
