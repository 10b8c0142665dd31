import { CircleAlert, Pause, Play, RotateCw, X } from 'lucide-react'
import { theUploads, type Upload } from '../../data/uploads'
import { Button, bytes, Progress } from '../../ui'
import styles from './UploadList.module.css'

/** Files on their way; those that have arrived are versions, and not listed here any more. */
export function UploadList({ uploads }: { uploads: Upload[] }) {
  const shown = uploads.filter((upload) => upload.state !== 'done')
  if (shown.length === 0) return null
  return (
    <section aria-label="Uploads" className={styles.uploads}>
      <h2>Uploads</h2>
      <ul>
        {shown.map((upload) => (
          <li key={upload.id} className={styles.upload}>
            <div className={styles.name}>
              <strong>{upload.file.name}</strong>
              <span>
                {upload.drawingName}
                {upload.versionLabel && `, ${upload.versionLabel}`}
              </span>
            </div>
            <Progress
              label={WORDS[upload.state]}
              value={upload.sentBytes}
              max={upload.file.size}
              text={`${bytes(upload.sentBytes)} of ${bytes(upload.file.size)}`}
            />
            <Actions upload={upload} />
            {upload.error && (
              <p className={styles.error} role="alert">
                <CircleAlert size={14} aria-hidden="true" /> {upload.error}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const WORDS: Record<Upload['state'], string> = {
  waiting: 'Waiting',
  sending: 'Sending',
  paused: 'Paused',
  failed: 'Stopped',
  done: 'Sent',
}

function Actions({ upload: { id, state, file } }: { upload: Upload }) {
  return (
    <div className={styles.actions}>
      {(state === 'sending' || state === 'waiting') && (
        <Button kind="quiet" icon={Pause} iconOnly onClick={() => theUploads().pause(id)}>
          {`Pause ${file.name}`}
        </Button>
      )}
      {state === 'paused' && (
        <Button kind="quiet" icon={Play} iconOnly onClick={() => theUploads().resume(id)}>
          {`Go on with ${file.name}`}
        </Button>
      )}
      {state === 'failed' && (
        <Button size="s" icon={RotateCw} onClick={() => theUploads().resume(id)}>
          Try again
        </Button>
      )}
      <Button kind="quiet" icon={X} iconOnly onClick={() => theUploads().remove(id)}>
        {`Do not upload ${file.name}`}
      </Button>
    </div>
  )
}
