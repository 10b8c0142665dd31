/** What is outlined on the drawing. */
import type { Region } from '@viewer/types.js'
import type { Decision, InkLedger, RevisionCloud } from '../../data/types'
import type { ShownChange } from './edits'
import { toPixels, type SheetFrame } from './frame'

/** The changes; those that a filter leaves out, or that were rejected, are set back. The selected one
 * is always among them: a link may lead to an entry that the list does not show. */
export function regionsOf(
  listed: readonly ShownChange[],
  shown: readonly ShownChange[],
  frame: SheetFrame,
  isFiltering: boolean,
  decisions: ReadonlyMap<string, Decision>,
  selected: string | null = null,
): Region[] {
  const ids = new Set(shown.map((change) => change.id))
  return listed
    .filter((change) => ids.has(change.id) || isFiltering || change.id === selected)
    .map((change) => ({
      id: change.id,
      kind: change.kind,
      box: toPixels(frame, change.box_pt),
      isFaint: !ids.has(change.id) || decisions.get(change.id)?.status === 'rejected',
    }))
}

/** Clouds and muted places: told of, and not selected. */
export function marksOf(
  frame: SheetFrame,
  clouds: readonly RevisionCloud[],
  ledger: InkLedger | undefined,
): Region[] {
  const muted = (ledger?.muted ?? []).flatMap(({ reason, boxes_pt }) =>
    boxes_pt.map((box, i) => ({ id: `muted ${reason} ${i}`, kind: 'muted', box: toPixels(frame, box) })),
  )
  return [
    ...muted,
    ...clouds.map((cloud) => ({ id: cloud.id, kind: 'cloud', box: toPixels(frame, cloud.box_pt) })),
  ]
}
