import type { Decision, TriageStatus } from '../../data/types'
import { Button, Notice, TextArea } from '../../ui'
import { DecisionHistory, Said } from './DecisionHistory'
import styles from './TriageControl.module.css'
import { StatusButtons } from './StatusButtons'
import { MOST_LETTERS } from './statuses'

interface TriageControlProps {
  comparisonId: string
  decision: Decision | undefined
  /** `null`: this person, or this session, takes no decisions. */
  onDecide: ((said: { status?: TriageStatus; comment?: string }) => void) | null
  isBusy: boolean
  /** What was typed and is not saved yet; `null`: the comment is as it was saved. */
  draft: string | null
  /** Somebody else has saved a comment since that was begun. */
  isOvertaken: boolean
  onDraft: (text: string) => void
}

/** What is to become of a change, or of a sheet as a whole, with a comment; keyed by it. */
export function TriageControl(props: TriageControlProps) {
  const { comparisonId, decision, onDecide, isBusy, draft, isOvertaken, onDraft } = props
  const status = decision?.status ?? 'open'
  const kept = decision?.comment ?? ''
  return (
    <div className={styles.triage}>
      <StatusButtons label="Decision" status={status} onChoose={onDecide && ((name) => onDecide({ status: name }))} />
      {isOvertaken && decision && (
        <div role="status">
          <Notice tone="warn">
            While you wrote, {decision.decided_by_name || decision.decided_by}{' '}
            {decision.comment ? <>saved: “<bdi>{decision.comment}</bdi>”.</> : 'took the comment away.'} If you save,
            yours takes its place.
          </Notice>
        </div>
      )}
      {onDecide ? (
        <Comment
          comment={kept}
          text={draft ?? kept}
          onType={onDraft}
          isBusy={isBusy}
          onSave={(comment) => {
            onDraft(comment)
            onDecide({ comment })
          }}
        />
      ) : (
        decision?.comment && <p className={styles.comment}>{decision.comment}</p>
      )}
      {decision && <Said decision={decision} />}
      {decision && decision.decided_count > 1 && <DecisionHistory comparisonId={comparisonId} decision={decision} />}
    </div>
  )
}

function Comment({
  comment,
  text,
  onType,
  isBusy,
  onSave,
}: {
  comment: string
  text: string
  onType: (text: string) => void
  isBusy: boolean
  onSave: (comment: string) => void
}) {
  const isChanged = text.trim() !== comment
  return (
    <div className={styles.write}>
      <TextArea
        label="Comment"
        hideLabel
        placeholder="Comment"
        rows={2}
        maxLength={MOST_LETTERS}
        value={text}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && isChanged) onSave(text.trim())
        }}
      />
      {isChanged && (
        <Button size="s" kind="primary" busy={isBusy} title="Ctrl+Enter" onClick={() => onSave(text.trim())}>
          Save comment
        </Button>
      )}
    </div>
  )
}
