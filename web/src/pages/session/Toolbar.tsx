import { Search, SearchCheck } from 'lucide-react'
import { useRef } from 'react'
import { useShortcuts } from '../../shell/shortcuts'
import { Button, Select, TextField } from '../../ui'
import { ORDERS, SHOWN, type Order, type ShownSheets, type View } from './rows'
import styles from './Toolbar.module.css'

interface ToolbarProps {
  view: View
  onChange: (view: View) => void
  counts: Record<ShownSheets, number>
  disciplines: string[]
  isReviewing: boolean
  onReview: (isOn: boolean) => void
}

/** Which sheets are shown, in which order, and whether each shows what is to be checked. */
export function Toolbar({ view, onChange, counts, disciplines, isReviewing, onReview }: ToolbarProps) {
  const root = useRef<HTMLDivElement>(null)
  useShortcuts('Sheets', [
    { keys: '/', label: 'Find a sheet', run: () => root.current?.querySelector('input')?.focus() },
    {
      keys: 'r',
      label: 'Review: what is not sure first, with the title blocks',
      run: () => onReview(!isReviewing),
    },
  ])
  return (
    <div className={styles.toolbar} ref={root}>
      <div className={styles.find}>
        <Search size={15} aria-hidden="true" />
        <TextField
          label="Find sheets"
          hideLabel
          type="search"
          placeholder="Find number, title, words"
          value={view.words}
          onChange={(event) => onChange({ ...view, words: event.target.value })}
        />
      </div>
      <Select
        label="Show"
        hideLabel
        value={view.shown}
        onChange={(event) => onChange({ ...view, shown: event.target.value as ShownSheets })}
      >
        {SHOWN.map(({ value, label }) => (
          <option key={value} value={value}>
            {label} ({counts[value]})
          </option>
        ))}
      </Select>
      <Select
        label="Discipline"
        hideLabel
        value={view.discipline}
        onChange={(event) => onChange({ ...view, discipline: event.target.value })}
      >
        <option value="">All disciplines</option>
        {disciplines.map((name) => (
          <option key={name} value={name}>
            {name[0]?.toUpperCase()}
            {name.slice(1)}
          </option>
        ))}
      </Select>
      <Select
        label="Order"
        hideLabel
        value={view.order}
        onChange={(event) => onChange({ ...view, order: event.target.value as Order })}
      >
        {ORDERS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Button
        icon={SearchCheck}
        aria-pressed={isReviewing}
        className={isReviewing ? (styles.pressed ?? '') : ''}
        onClick={() => onReview(!isReviewing)}
      >
        Review{counts.review > 0 ? ` (${counts.review})` : ''}
      </Button>
    </div>
  )
}
