import { FileUp, X } from 'lucide-react'
import { useRef, type ChangeEvent } from 'react'
import type { Unfinished } from '../../data/unfinished'
import { ACCEPTED, theUploads, useUnfinished } from '../../data/uploads'
import { Button, bytes, Progress, Time, useToasts } from '../../ui'
import styles from './UploadList.module.css'

/** Uploads that the page was closed over: they go on when their file is chosen again. */
export function UnfinishedList({ projectId }: { projectId: string }) {
  const unfinished = useUnfinished(projectId)
  if (unfinished.length === 0) return null
  return (
    <section aria-label="Unfinished uploads" className={styles.uploads}>
      <h2>Unfinished uploads</h2>
      <p className={styles.hint}>
        The page was closed before these were sent. Choose the same file again, or drop it here: it goes on where it
        stopped. It is known by its name, size and date of change.
      </p>
      <ul>
        {unfinished.map((upload) => (
          <Row key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  )
}

function Row({ upload }: { upload: Unfinished }) {
  const { id, fileName, drawingName, versionLabel, sizeBytes, sentBytes, lastModified } = upload
  const input = useRef<HTMLInputElement>(null)
  const { failed } = useToasts()
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    event.target.value = ''
    if (!file || theUploads().goOn(upload, file)) return
    const changed = new Date(lastModified).toLocaleString()
    failed(
      `This is another file: it has to be ${fileName} of ${bytes(sizeBytes)}, changed last on ${changed}. ` +
        'To upload this one, choose it above.',
    )
  }
  return (
    <li className={styles.upload}>
      <div className={styles.name}>
        <strong>{fileName}</strong>
        <span>
          {drawingName}
          {versionLabel && `, ${versionLabel}`} · file of <Time at={new Date(lastModified).toISOString()} />
        </span>
      </div>
      <Progress
        label="Stopped"
        value={sentBytes}
        max={sizeBytes}
        text={`${bytes(sentBytes)} of ${bytes(sizeBytes)}`}
      />
      <div className={styles.actions}>
        <Button size="s" icon={FileUp} onClick={() => input.current?.click()}>
          Choose the file again
          <span className="visually-hidden">: {fileName}</span>
        </Button>
        <Button kind="quiet" icon={X} iconOnly onClick={() => theUploads().leave(id)}>
          {`Do not upload ${fileName}`}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        onChange={onChange}
        className="visually-hidden"
        tabIndex={-1}
        aria-label={`${fileName}, again`}
      />
    </li>
  )
}
