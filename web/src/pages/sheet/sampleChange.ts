/** Entries of a change list, for tests. */
import type { Change } from '../../data/types'

export const change = (id: string, rest: Partial<Change> = {}): Change => ({
  id,
  kind: 'modified',
  category: 'text',
  box_pt: [0, 0, 10, 10],
  box_px: [0, 0, 42, 42],
  old_text: null,
  new_text: null,
  ink_px: 9,
  moved_pt: null,
  scaled: 1,
  turned_deg: 0,
  is_clouded: null,
  parts: [],
  row: null,
  column: null,
  label: null,
  source: 'machine',
  ...rest,
})
