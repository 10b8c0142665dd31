import { useState } from 'react'
import type { ComparisonRow } from '../../data/types'
import { Button, Dialog, ErrorState, Loading, Notice } from '../../ui'
import { DecisionKeys } from './DecisionKeys'
import { SHEET_CHANGE_ID } from './statuses'
import { useTriaging, type Said } from './useTriaging'
import { WholeSheet } from './WholeSheet'

/**
 * Decides of a sheet that was added or removed. It belongs to the list, not to the sheet's card: a
 * list of what is still to decide lets the card go with the decision, and not with it the comment.
 */
export function SheetDecisionDialog({
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
  const decide = canDecide && triaging.isKnown ? (said: Said) => triaging.decide(SHEET_CHANGE_ID, said) : null
  const isUnsaved = triaging.drafts.isDirty
  const close = () => {
    if (isUnsaved && !isWarned) setWarned(true)
    else {
      if (isUnsaved) triaging.drafts.discard()
      onClose()
    }
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
        <>
          <WholeSheet kind={row.kind} triaging={triaging} onDecide={decide} />
          {decide && <DecisionKeys onDecide={(status) => decide({ status })} />}
        </>
      ) : (
        <Loading what="the decision" />
      )}
    </Dialog>
  )
}
