import { Crosshair } from 'lucide-react'
import { Link } from 'react-router'
import type { Comparison } from '../../data/types'
import { Button, Notice } from '../../ui'
import styles from './Notices.module.css'

interface NoticesProps {
  comparison: Comparison
  followedBy: string | null
  onAlign: (() => void) | null
  onShowSide: (() => void) | null
}

/** What has to be known before anything on the sheet is believed. */
export function Notices({ comparison, followedBy, onAlign, onShowSide }: NoticesProps) {
  const { alignment_grade: grade, match, kind, error } = comparison
  const align = onAlign && (
    <Button size="s" icon={Crosshair} onClick={onAlign}>
      Align by hand
    </Button>
  )
  return (
    <div className={styles.notices}>
      {followedBy && (
        <Notice tone="warn">
          A correction made a newer comparison of these sets. This one is kept as it was and takes no more
          changes. <Link to={`/sessions/${followedBy}`}>Open the newer one</Link>
        </Notice>
      )}
      {error && <Notice tone="bad">{error.message}</Notice>}
      {grade === 'doubtful' && (
        <Notice
          tone="warn"
          actions={
            <>
              {onShowSide && (
                <Button size="s" onClick={onShowSide}>
                  Side by side
                </Button>
              )}
              {align}
            </>
          }
        >
          <b>Doubtful alignment.</b> The sheets may not lie on one another: entries may be false, and some may be
          missing. Check by eye{align ? ', or align by hand.' : '.'}
        </Notice>
      )}
      {grade === 'not_comparable' && (
        <Notice tone="warn" actions={align}>
          <b>Not comparable.</b> The sheets could not be laid on one another, so there is no overlay and no change
          list.
        </Notice>
      )}
      {match.review && (
        <Notice tone="warn">
          <b>Confirm this match.</b> {match.reason}
        </Notice>
      )}
      {kind === 'added' && <Notice>The whole sheet was added: all its ink is new.</Notice>}
      {kind === 'removed' && (
        <Notice>
          {match.method === 'not_issued'
            ? 'The partial issue does not hold this sheet. Nothing says that it was removed.'
            : 'The whole sheet was removed: all its ink is gone.'}
        </Notice>
      )}
    </div>
  )
}
