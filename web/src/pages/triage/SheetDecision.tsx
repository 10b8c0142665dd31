import { useState } from 'react'
import type { ComparisonRow } from '../../data/types'
import { Button, Dialog, ErrorState, Loading, Notice } from '../../ui'
import { SHEET_CHANGE_ID, TRIAGE } from './statuses'
import { useTriaging } from './useTriaging'
import { WholeSheet } from './WholeSheet'

/** What became of a sheet that was added or removed, and the way to decide; nothing for other sheets. */
export function SheetDecision({
  row,
  sessionId,
  canDecide,
}: {
  row: ComparisonRow
  sessionId: string
  canDecide: boolean
}) {
  const [isOpen, setOpen] = useState(false)
  if (row.sheet_triage === null) return null
  const { label, icon } = TRIAGE[row.sheet_triage]
  const undecided = canDecide ? 'Decide' : 'To decide'
  const words = row.sheet_triage === 'open' ? undecided : label // "Open" is what opens a sheet
  return (
    <>
      <Button
        size="s"
        icon={icon}
        aria-haspopup="dialog"
        aria-label={`${words}: ${row.drawing_name} as a whole`}
        onClick={() => setOpen(true)}
      >
        {words}
      </Button>
      {isOpen && (
        <DecisionDialog row={row} sessionId={sessionId} canDecide={canDecide} onClose={() => setOpen(false)} />
      )}
    </>
  )
}

function DecisionDialog({
  row,
  sessionId,
  canDecide,
  onClose,
}: {
  row: ComparisonRow
  sessionId: string
  canDecide: boolean
  onClose: () => void
}) {
  const triaging = useTriaging(row.comparison_id, sessionId)
  const [isWarned, setWarned] = useState(false)
  const isUnsaved = triaging.drafts.isDirty
  const close = () => {
    if (isUnsaved && !isWarned) setWarned(true)
    else onClose()
  }
  return (
    <Dialog
      title={`${row.drawing_name} ${row.title}`.trim()}
      onClose={close}
      actions={<Button onClick={close}>{isWarned && isUnsaved ? 'Close without the comment' : 'Done'}</Button>}
    >
      {isWarned && isUnsaved && <Notice tone="warn">The comment is not saved. Save it, or close once more.</Notice>}
      {triaging.error && !triaging.isKnown ? (
        <ErrorState title="The decision could not be loaded" error={triaging.error} onRetry={triaging.retry} />
      ) : triaging.isKnown ? (
        <WholeSheet
          kind={row.kind}
          triaging={triaging}
          onDecide={canDecide ? (said) => triaging.decide(SHEET_CHANGE_ID, said) : null}
        />
      ) : (
        <Loading what="the decision" />
      )}
    </Dialog>
  )
}
