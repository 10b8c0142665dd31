import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import { useNavigate } from 'react-router'
import { linkTo } from '../../data/api'
import type { Comparison } from '../../data/types'
import { Badge, Button, counted } from '../../ui'
import { useShortcuts } from '../../shell/shortcuts'
import { GradeBadge } from '../GradeBadge'
import { sheetPath } from '../sheetPath'
import styles from './SheetHeader.module.css'

/** Which sheet this is, and the way to the next one. */
export function SheetHeader({ comparison }: { comparison: Comparison }) {
  const { previous_comparison_id: previous, next_comparison_id: next, place, sheet_count } = comparison
  const navigate = useNavigate()
  const go = (to: string | null) => {
    if (to) void navigate(sheetPath(comparison.session_id, to))
  }
  useShortcuts('Sheets', [
    { keys: 'j', label: 'Next sheet', run: () => go(next) },
    { keys: 'k', label: 'Previous sheet', run: () => go(previous) },
  ])
  return (
    <header className={styles.header}>
      <Button kind="quiet" size="s" icon={ChevronLeft} iconOnly disabled={!previous} onClick={() => go(previous)}>
        Previous sheet (k)
      </Button>
      <Button kind="quiet" size="s" icon={ChevronRight} iconOnly disabled={!next} onClick={() => go(next)}>
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
          `sheet ${place} of ${sheet_count}`,
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
