import { Upload } from 'lucide-react'
import { useEffect, useRef, useState, type ChangeEvent } from 'react'
import { ACCEPTED } from '../../data/uploads'
import { useShortcuts } from '../../shell/shortcuts'
import { Button } from '../../ui'
import styles from './DropZone.module.css'

/** Takes files: dropped anywhere on the page, or chosen. */
export function DropZone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const isOver = useDroppedFiles(onFiles)
  const choose = () => input.current?.click()
  useShortcuts('Drawings', [{ keys: 'u', label: 'Upload drawing sets', run: choose }])

  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])]
    event.target.value = '' // the same file can be chosen again
    if (files.length > 0) onFiles(files)
  }
  return (
    <section className={styles.zone} data-over={isOver} aria-label="Upload">
      <Upload size={20} aria-hidden="true" />
      <p>
        <strong>Drop drawing sets here</strong>
        <span className={styles.hint}>PDF, PNG, JPEG or TIFF, up to 1 GB each, several at once</span>
      </p>
      <Button kind="primary" onClick={choose}>
        Choose files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        onChange={onChange}
        className="visually-hidden"
        tabIndex={-1}
        aria-label="Drawing sets"
      />
    </section>
  )
}

/** Whether files are held over the window; dropped anywhere, they are taken. */
function useDroppedFiles(onFiles: (files: File[]) => void): boolean {
  const [isOver, setOver] = useState(false)
  const latest = useRef(onFiles)
  useEffect(() => {
    latest.current = onFiles
  })
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      event.preventDefault() // or the browser opens the file in place of the page
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length > 0) latest.current(files)
    }
    const listeners = { dragover: over, dragleave: leave, drop }
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name, listener as EventListener)
    }
    return () => {
      for (const [name, listener] of Object.entries(listeners)) {
        window.removeEventListener(name, listener as EventListener)
      }
    }
  }, [])
  return isOver
}
