import type { ComparisonRow } from '../../data/types'
import { Button } from '../../ui'
import { TRIAGE } from './statuses'

/** What became of a sheet that was added or removed, and the way to decide; nothing for other sheets. */
export function SheetDecision({
  row,
  canDecide,
  onOpen,
}: {
  row: ComparisonRow
  canDecide: boolean
  onOpen: () => void
}) {
  if (row.sheet_triage === null) return null
  const { label, icon } = TRIAGE[row.sheet_triage]
  const undecided = canDecide ? 'Decide' : 'To decide'
  const words = row.sheet_triage === 'open' ? undecided : label // "Open" is what opens a sheet
  return (
    <Button
      size="s"
      icon={icon}
      aria-haspopup="dialog"
      aria-label={`${words}: ${row.drawing_name} as a whole`}
      onClick={onOpen}
    >
      {words}
    </Button>
  )
}
