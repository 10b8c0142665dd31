import { useState, type SyntheticEvent } from 'react'
import type { ComparisonRow } from '../../data/types'
import { Button, Checkbox, Dialog, Select, TextField } from '../../ui'
import { asRead, said, type Draft } from './drafts'
import styles from './CorrectDialog.module.css'

/** What a person says of a sheet that nobody doubted: its numbers, and whether it is a pair. */
export function CorrectDialog({
  row,
  partners,
  onSay,
  onClose,
}: {
  row: ComparisonRow
  /** Sheets of the other set that stand alone, for one that stands alone. */
  partners: ComparisonRow[]
  onSay: (drafts: Record<string, Draft>) => void
  onClose: () => void
}) {
  const [value, setValue] = useState(() => asRead(row))
  const drafts = said(row, value)
  const isSomething = Object.keys(drafts).length > 0
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!isSomething) return
    onSay(drafts)
    onClose()
  }
  return (
    <Dialog
      title={`Correct ${row.drawing_name} ${row.title}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="primary" type="submit" form="correct-sheet" disabled={!isSomething}>
            Note it
          </Button>
        </>
      }
    >
      <form id="correct-sheet" className={styles.correct} onSubmit={submit}>
        {row.old_page !== null && (
          <TextField
            label={`Number of the old sheet (page ${row.old_page})`}
            value={value.oldNumber}
            maxLength={60}
            onChange={(event) => setValue({ ...value, oldNumber: event.target.value })}
          />
        )}
        {row.new_page !== null && (
          <TextField
            label={`Number of the new sheet (page ${row.new_page})`}
            value={value.newNumber}
            maxLength={60}
            onChange={(event) => setValue({ ...value, newNumber: event.target.value })}
          />
        )}
        {row.old_page !== null && row.new_page !== null && (
          <Checkbox
            label="These two are not the same sheet"
            checked={value.isApart}
            onChange={(event) => setValue({ ...value, isApart: event.target.checked })}
          />
        )}
        {partners.length > 0 && (
          <Select
            label="It is the same sheet as"
            value={value.partner?.comparison_id ?? ''}
            onChange={(event) => {
              const partner = partners.find((each) => each.comparison_id === event.target.value)
              setValue({ ...value, partner: partner ?? null })
            }}
          >
            <option value="">none of the other set</option>
            {partners.map((each) => (
              <option key={each.comparison_id} value={each.comparison_id}>
                {each.drawing_name} {each.title}
              </option>
            ))}
          </Select>
        )}
      </form>
    </Dialog>
  )
}
