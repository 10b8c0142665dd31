import { ArrowLeftRight, CircleAlert, TriangleAlert } from 'lucide-react'
import type { Drawing, Version } from '../../data/types'
import { Button, bytes, counted, StatusBadge, Time, versionLabel } from '../../ui'
import styles from './DrawingCard.module.css'
import { canBeCompared, versionName } from './picking'

interface DrawingCardProps {
  drawing: Drawing
  canCompare: boolean
  /** Ids of the versions that are picked. */
  picked: string[]
  onPick: (version: Version) => void
  onCompare: (old: Version, now: Version) => void
}

/** A drawing with its versions as a timeline, the newest first. */
export function DrawingCard({ drawing, canCompare, picked, onPick, onCompare }: DrawingCardProps) {
  const usable = drawing.versions.filter(canBeCompared)
  const [old, now] = usable.slice(-2)
  return (
    <section className={styles.card} aria-label={drawing.drawing_name}>
      <header className={styles.header}>
        <h2>{drawing.drawing_name}</h2>
        <span className={styles.count}>{counted(drawing.versions.length, 'version')}</span>
        {canCompare && old && now && (
          <Button size="s" icon={ArrowLeftRight} onClick={() => onCompare(old, now)}>
            Compare the last two
          </Button>
        )}
      </header>
      <ol className={styles.timeline}>
        {[...drawing.versions].reverse().map((version) => (
          <li key={version.drawing_version_id} className={styles.version}>
            <Row
              version={version}
              canPick={canCompare && canBeCompared(version)}
              isPicked={picked.includes(version.drawing_version_id)}
              onPick={() => onPick(version)}
            />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Row({
  version,
  canPick,
  isPicked,
  onPick,
}: {
  version: Version
  canPick: boolean
  isPicked: boolean
  onPick: () => void
}) {
  const failed = version.failed_page_count
  return (
    <>
      <span className={styles.pick}>
        {canPick && (
          <input
            type="checkbox"
            checked={isPicked}
            onChange={onPick}
            aria-label={`Pick ${versionName(version)} for a comparison`}
          />
        )}
      </span>
      <div className={styles.what}>
        <p className={styles.name}>
          <strong>{versionLabel(version)}</strong>
          {version.version_label && <span className={styles.number}>v{version.version_number}</span>}
          <StatusBadge status={version.status} />
        </p>
        <p className={styles.facts}>
          {version.file_name} · {bytes(version.file_size)}
          {version.page_count !== null && ` · ${counted(version.page_count, 'page')}`} ·{' '}
          <Time at={version.created_at} />
        </p>
        {version.comments && <p className={styles.facts}>{version.comments}</p>}
        {version.error && (
          <p className={styles.bad}>
            <CircleAlert size={14} aria-hidden="true" /> {version.error.message}
          </p>
        )}
        {failed > 0 && (
          <p className={styles.warn}>
            <TriangleAlert size={14} aria-hidden="true" /> {counted(failed, 'page')} could not be read;
            a comparison says which and why.
          </p>
        )}
        {version.warnings.map((warning) => (
          <p key={warning} className={styles.warn}>
            <TriangleAlert size={14} aria-hidden="true" /> {warning}
          </p>
        ))}
      </div>
    </>
  )
}
