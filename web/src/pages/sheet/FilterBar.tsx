import { KIND_SIGNS } from '@viewer/words.js'
import { ListFilter, X } from 'lucide-react'
import { useState } from 'react'
import type { TriageStatus } from '../../data/types'
import { Button, Checkbox, Select, TextField } from '../../ui'
import type { ShownChange } from './edits'
import styles from './FilterBar.module.css'
import { isFiltering, isOfDrawing, KINDS, NO_FILTERS, type Filters, type Known } from './filters'
import { TRIAGE, TRIAGE_STATUSES } from '../triage/statuses'
import { categoryWord } from './words'

interface FilterBarProps {
  changes: readonly ShownChange[]
  shownCount: number
  filters: Filters
  known: Known
  onChange: (filters: Filters) => void
}

/** What the list is narrowed to, and how many entries that leaves. */
export function FilterBar({ changes, shownCount, filters, known, onChange }: FilterBarProps) {
  const [isOpen, setOpen] = useState(false)
  const set = (change: Partial<Filters>) => onChange({ ...filters, ...change })
  const listed = changes.filter((change) => filters.withRevisionNotes || isOfDrawing(change))
  const noteCount = changes.filter((change) => !isOfDrawing(change)).length
  return (
    <div className={styles.bar}>
      <div className={styles.line}>
        <TextField
          label="Find a change"
          hideLabel
          type="search"
          placeholder="Find a change"
          value={filters.text}
          onChange={(event) => set({ text: event.target.value })}
        />
        <Button
          icon={ListFilter}
          iconOnly
          aria-expanded={isOpen}
          aria-controls="filters"
          onClick={() => setOpen(!isOpen)}
        >
          Filters
        </Button>
      </div>
      <KindChips changes={listed} filters={filters} onChange={onChange} />
      <div id="filters" className={styles.more} hidden={!isOpen}>
        <Select label="Category" value={filters.category} onChange={(event) => set({ category: event.target.value })}>
          <option value="">All</option>
          {valuesOf(listed.map(({ category }) => category)).map((name) => (
            <option key={name} value={name}>
              {categoryWord(name)}
            </option>
          ))}
        </Select>
        <Select label="Trade" value={filters.trade} onChange={(event) => set({ trade: event.target.value })}>
          <option value="">All</option>
          {valuesOf([...known.trades.values()].flatMap((trades) => [...trades])).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <Select
          label="Triage"
          value={filters.triage}
          onChange={(event) => set({ triage: event.target.value as TriageStatus | '' })}
        >
          <option value="">All</option>
          {TRIAGE_STATUSES.map((status) => (
            <option key={status} value={status}>
              {TRIAGE[status].label}
            </option>
          ))}
        </Select>
        {noteCount > 0 && (
          <Checkbox
            label={`Title block and revision marks (${noteCount})`}
            checked={filters.withRevisionNotes}
            onChange={(event) => set({ withRevisionNotes: event.target.checked })}
          />
        )}
      </div>
      {isFiltering(filters) && (
        <p className={styles.count} role="status">
          {shownCount} of {listed.length} shown
          <Button
            kind="quiet"
            size="s"
            icon={X}
            onClick={() => onChange({ ...NO_FILTERS, withRevisionNotes: filters.withRevisionNotes })}
          >
            Clear
          </Button>
        </p>
      )}
    </div>
  )
}

function KindChips({
  changes,
  filters,
  onChange,
}: {
  changes: readonly ShownChange[]
  filters: Filters
  onChange: (filters: Filters) => void
}) {
  return (
    <div className={styles.chips} role="group" aria-label="Kinds of change">
      {KINDS.map((kind) => {
        const count = changes.filter((change) => change.kind === kind).length
        const isOn = filters.kinds.has(kind)
        const kinds = new Set(filters.kinds)
        if (isOn) kinds.delete(kind)
        else kinds.add(kind)
        return (
          <button
            key={kind}
            type="button"
            className={styles.chip}
            aria-pressed={isOn}
            disabled={count === 0 && !isOn}
            onClick={() => onChange({ ...filters, kinds })}
          >
            {KIND_SIGNS[kind]} {count} {kind}
          </button>
        )
      })}
    </div>
  )
}

const valuesOf = (values: readonly string[]) => [...new Set(values)].sort()
