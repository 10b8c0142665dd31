import { CircleAlert, CornerDownRight } from 'lucide-react'
import { Link } from 'react-router'
import { useCorrections } from '../../data/reviews'
import type { Session } from '../../data/types'
import { counted, Notice } from '../../ui'
import styles from './Notices.module.css'

/** What one must know before reading on: another session follows, something went wrong. */
export function Notices({
  session,
  isReviewKnown,
}: {
  session: Session
  /** Not when the list of what is to be checked could not be loaded. */
  isReviewKnown: boolean
}) {
  const { old_version: old, new_version: next } = session
  return (
    <div className={styles.notices}>
      {session.followed_by && (
        <Notice tone="warn">
          A newer comparison took the place of this one, with corrections, or with what had failed
          tried again. <Link to={`/sessions/${session.followed_by}`}>Go to the newer one</Link>
        </Notice>
      )}
      {session.follows && !session.followed_by && <Follows session={session} />}
      {session.error && (
        <Notice tone="bad" icon={CircleAlert}>
          {session.error.message}
        </Notice>
      )}
      {session.status === 'cancelled' && !session.followed_by && (
        <Notice tone="warn">
          The comparison was cancelled: sheets may be missing, and some were not compared.
        </Notice>
      )}
      {[
        ['old', old] as const,
        ['new', next] as const,
      ].map(([which, version]) => (
        <VersionNotices key={which} which={which} version={version} />
      ))}
      {!isReviewKnown && (
        <Notice tone="warn">
          What is to be checked could not be loaded: sheets in doubt may not be marked. Load the page
          again.
        </Notice>
      )}
      {session.new_set_is_partial && (
        <Notice>
          The new set is a partial issue: a sheet that it lacks is not called removed.
        </Notice>
      )}
      {session.hides_annotations && (
        <Notice>
          Markups in the PDFs were not compared.
        </Notice>
      )}
    </div>
  )
}

function Follows({ session }: { session: Session }) {
  const { data: said } = useCorrections(session.session_id)
  const count = said ? said.pages.length + said.pairs.length + said.alignments.length : 0
  return (
    <Notice tone="accent" icon={CornerDownRight}>
      This comparison follows{' '}
      <Link to={`/sessions/${session.follows ?? ''}`}>an earlier one</Link>
      {count > 0 && `, with ${counted(count, 'correction')}`}. Sheets that nothing was said of were
      taken over, with what people decided of their changes.
    </Notice>
  )
}

function VersionNotices({ which, version }: { which: string; version: Session['old_version'] }) {
  return (
    <>
      {version.error && (
        <Notice tone="bad" icon={CircleAlert}>
          The {which} set could not be used. {version.error.message}
        </Notice>
      )}
      {version.failed_page_count > 0 && (
        <Notice tone="warn">
          {counted(version.failed_page_count, 'page')} of the {which} set could not be read.
        </Notice>
      )}
      {version.warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          The {which} set: {warning}
        </Notice>
      ))}
    </>
  )
}
