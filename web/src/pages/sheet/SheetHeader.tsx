import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import { useNavigate } from 'react-router'
import { linkTo } from '../../data/api'
import type { Comparison, ComparisonRow } from '../../data/types'
import { Badge, Button, counted } from '../../ui'
import { useShortcuts } from '../../shell/shortcuts'
import { GradeBadge } from '../GradeBadge'
import { sheetPath } from '../sheetPath'
import styles from './SheetHeader.module.css'

interface SheetHeaderProps {
  comparison: Comparison
  sheets: readonly ComparisonRow[]
}

/** Which sheet this is, and the way to the next one. */
export function SheetHeader({ comparison, sheets }: SheetHeaderProps) {
  const navigate = useNavigate()
  const place = sheets.findIndex((sheet) => sheet.comparison_id === comparison.comparison_id)
  const go = (step: 1 | -1) => {
    const next = sheets[place + step]
    if (next && place >= 0) void navigate(sheetPath(comparison.session_id, next.comparison_id))
  }
  useShortcuts('Sheets', [
    { keys: 'j', label: 'Next sheet', run: () => go(1) },
    { keys: 'k', label: 'Previous sheet', run: () => go(-1) },
  ])
  return (
    <header className={styles.header}>
      <Button kind="quiet" size="s" icon={ChevronLeft} iconOnly disabled={place <= 0} onClick={() => go(-1)}>
        Previous sheet (k)
      </Button>
      <Button
        kind="quiet"
        size="s"
        icon={ChevronRight}
        iconOnly
        disabled={place < 0 || place === sheets.length - 1}
        onClick={() => go(1)}
      >
        Next sheet (j)
      </Button>
      <h1 className={styles.name}>
        <bdi>{comparison.drawing_name}</bdi> <bdi className={styles.title}>{comparison.title}</bdi>
      </h1>
      {comparison.alignment_grade && <GradeBadge grade={comparison.alignment_grade} />}
      {comparison.kind !== 'matched' && <Badge>{comparison.kind}</Badge>}
      <span className={styles.count}>
        {[
          comparison.changes_count !== null && counted(comparison.changes_count, 'change'),
          place >= 0 && `sheet ${place + 1} of ${sheets.length}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {comparison.overlay_url && (
        <a className={styles.download} href={linkTo(comparison.overlay_url)} target="_blank" rel="noreferrer">
          <Download size={15} aria-hidden="true" /> Overlay image
        </a>
      )}
    </header>
  )
}
