import { methodWords, residualWords } from '@viewer/words.js'
import { Crosshair } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Comparison, SheetPage } from '../../data/types'
import { Button, percent } from '../../ui'
import { GradeBadge } from '../GradeBadge'
import styles from './Tabs.module.css'

interface AlignmentTabProps {
  comparison: Comparison
  onAlign: (() => void) | null
}

/** How the sheets were matched and laid on one another, and how far that may be trusted. */
export function AlignmentTab({ comparison, onAlign }: AlignmentTabProps) {
  const { match, overlay_size: size } = comparison
  const rows: [string, ReactNode][] = [
    ['Old sheet', pageWords(comparison.old_page, comparison.old_sheet)],
    ['New sheet', pageWords(comparison.new_page, comparison.new_sheet)],
    ['Matched by', `${match.method.replaceAll('_', ' ')}, confidence ${percent(match.confidence)}`],
    ...alignmentRows(comparison),
  ]
  if (size) rows.push(['Overlay', `${size.width_px} × ${size.height_px} px at ${Math.round(size.dpi)} dpi`])
  return (
    <div className={styles.tab}>
      <dl className={styles.facts}>
        {rows.map(([name, value]) => (
          <Row key={name} name={name} value={value} />
        ))}
      </dl>
      {onAlign && (
        <>
          <p className={styles.fine}>
            Where the sheets do not lie on one another, click two or three places that are the same on both: the
            comparison is then made again.
          </p>
          <Button icon={Crosshair} onClick={onAlign}>
            Align by hand
          </Button>
        </>
      )}
    </div>
  )
}

function Row({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}

function alignmentRows({ alignment }: Comparison): [string, ReactNode][] {
  if (!alignment) return []
  const { a, b, tx, c, d, ty } = alignment.new_from_old
  const turn = (Math.atan2(c, a) * 180) / Math.PI
  const scale = Math.sqrt(Math.abs(a * d - b * c))
  const rows: [string, ReactNode][] = [
    ['Grade', <GradeBadge key="grade" grade={alignment.grade} />],
    ['Aligned by', `${methodWords(alignment.method)} (${alignment.method})`],
    ['Residual', residualWords(alignment.residual_px)],
    ['Confidence', percent(alignment.confidence)],
    ['Ink explained', percent(alignment.explained)],
  ]
  if (alignment.grade === 'not_comparable') return rows
  const shift = `${(tx / 72).toFixed(2)}, ${(ty / 72).toFixed(2)} in`
  return [...rows, ['Old to new', `scale ${scale.toFixed(4)}, turned ${turn.toFixed(2)}°, shifted ${shift}`]]
}

function pageWords(page: number | null, read: SheetPage | null): string {
  if (page === null) return 'none'
  const number = read?.drawing_name
  const sure = typeof read?.confidence !== 'number' ? '' : ` with ${percent(read.confidence)} confidence`
  return `page ${page}, ${number ? `number ${number} read${sure}` : 'no number read'}`
}
