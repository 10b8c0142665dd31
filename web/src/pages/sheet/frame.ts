/** Where points of the new sheet lie in the overlay: boxes are told in points, drawn in pixels. */
import { framesApart } from '@viewer/apart.js'
import { applied, inverse } from '@viewer/geometry.js'
import type { Affine, Box, Point, Size } from '@viewer/types.js'
import type { Comparison, PointsOfPair, SheetPage } from '../../data/types'

export interface SheetFrame {
  /** Where the new sheet begins; not at 0 where old and new lie beside one another. */
  left_px: number
  px_per_pt: number
  /** Where both sheets are when they lie beside one another; else `null`. */
  apart: { old: Box; new: Box } | null
}

/** Both pages are needed only where the sheets could not be laid on one another. */
export function frameOf(comparison: Comparison): SheetFrame | null {
  const size = comparison.overlay_size
  if (!size) return null
  if (comparison.alignment_grade !== 'not_comparable') {
    return { left_px: 0, px_per_pt: size.dpi / 72, apart: null }
  }
  const [old, now] = [sizeOf(comparison.old_sheet), sizeOf(comparison.new_sheet)]
  if (!old || !now) return null
  const { px_per_pt, ...apart } = framesApart({ width: size.width_px, height: size.height_px }, old, now)
  return { left_px: apart.new[0], px_per_pt, apart }
}

/** How large the sheet is whose frame changes are told in; 1 × 1 as long as nobody knows. */
export function sheetSize(comparison: Comparison, frame: SheetFrame | null): Size {
  const size = comparison.overlay_size
  if (!frame || !size) return { width: 1, height: 1 }
  return { width: (size.width_px - frame.left_px) / frame.px_per_pt, height: size.height_px / frame.px_per_pt }
}

function sizeOf(page: SheetPage | null) {
  if (!page?.width_pt || !page.height_pt) return null
  return { width: page.width_pt, height: page.height_pt }
}

export function toPixels({ left_px, px_per_pt }: SheetFrame, [x0, y0, x1, y1]: Readonly<Box>): Box {
  return [left_px + x0 * px_per_pt, y0 * px_per_pt, left_px + x1 * px_per_pt, y1 * px_per_pt]
}

export function toPoints({ left_px, px_per_pt }: SheetFrame, [x0, y0, x1, y1]: Box): Box {
  return [(x0 - left_px) / px_per_pt, y0 / px_per_pt, (x1 - left_px) / px_per_pt, y1 / px_per_pt]
}

/**
 * A place of the overlay as a point of each page: the old sheet's ink was moved onto the new one,
 * so its own place is found by going back.
 */
export function pairOf(
  frame: SheetFrame,
  newFromOld: Comparison['alignment'],
  pair: { old: Point; new: Point },
): PointsOfPair {
  const now = { x: (pair.new.x - frame.left_px) / frame.px_per_pt, y: pair.new.y / frame.px_per_pt }
  const old = { x: pair.old.x / frame.px_per_pt, y: pair.old.y / frame.px_per_pt }
  const own = frame.apart || !newFromOld ? old : applied(inverse(affine(newFromOld)), old)
  return { old_x_pt: own.x, old_y_pt: own.y, new_x_pt: now.x, new_y_pt: now.y }
}

function affine({ new_from_old }: NonNullable<Comparison['alignment']>): Affine {
  const { a, b, tx, c, d, ty } = new_from_old
  return [a, b, tx, c, d, ty]
}
