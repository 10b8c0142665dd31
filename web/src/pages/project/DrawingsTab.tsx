import { Layers } from 'lucide-react'
import { useState } from 'react'
import { useDrawings } from '../../data/queries'
import type { Version } from '../../data/types'
import { theUploads, useUploads } from '../../data/uploads'
import { EmptyState, ErrorState, Loading, useToasts } from '../../ui'
import { CompareBar } from './CompareBar'
import { CompareDialog } from './CompareDialog'
import { DrawingCard } from './DrawingCard'
import styles from './DrawingsTab.module.css'
import { DropZone } from './DropZone'
import { NameFilesDialog } from './NameFilesDialog'
import { inOrder, withPicked, type Pair } from './picking'
import { UnfinishedList } from './UnfinishedList'
import { UploadList } from './UploadList'
import { useOpenProject } from './useOpenProject'

export function DrawingsTab() {
  const { project, canEdit } = useOpenProject()
  const { data: drawings, error, refetch } = useDrawings(project.project_id)
  const uploads = useUploads(project.project_id)
  const { done } = useToasts()
  const [files, setFiles] = useState<File[]>([])
  const [picked, setPicked] = useState<string[]>([])
  const [pair, setPair] = useState<Pair | null>(null)

  if (error && !drawings) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!drawings) return <Loading what="the drawings" />

  const versions = drawings.flatMap((drawing) => drawing.versions)
  const chosen = picked
    .map((id) => versions.find((version) => version.drawing_version_id === id))
    .filter((version) => version !== undefined)
  const names = drawings.map((drawing) => drawing.drawing_name)
  const take = (chosen: File[]) => {
    const { resumed, others } = theUploads().goOnWith(project.project_id, chosen)
    for (const file of resumed) done(`${file.name}: going on where its upload stopped.`)
    setFiles(others)
  }
  const pick = (version: Version) => setPicked(withPicked(picked, version.drawing_version_id))

  return (
    <div className={styles.tab}>
      {canEdit && <DropZone onFiles={take} />}
      {canEdit && <UnfinishedList projectId={project.project_id} />}
      <UploadList uploads={uploads} />
      {drawings.length === 0 && uploads.length === 0 && (
        <EmptyState icon={Layers} title="No drawings yet">
          {canEdit
            ? 'Add the old set and the new one, each as one PDF or as images. Sheets are matched by their numbers, so both may hold any number of sheets in any order.'
            : 'Whoever may edit this project can add drawing sets.'}
        </EmptyState>
      )}
      {drawings.map((drawing) => (
        <DrawingCard
          key={drawing.drawing_name}
          drawing={drawing}
          canCompare={canEdit}
          picked={picked}
          onPick={pick}
          onCompare={(old, now) => setPair({ old, now })}
        />
      ))}
      {canEdit && chosen.length > 0 && (
        <CompareBar
          chosen={chosen}
          onClear={() => setPicked([])}
          onCompare={() => setPair(inOrder(chosen))}
        />
      )}
      {files.length > 0 && (
        <NameFilesDialog
          files={files}
          known={names}
          onClose={() => setFiles([])}
          onNamed={(named) => {
            setFiles([])
            theUploads().add(named.map((one) => ({ ...one, projectId: project.project_id })))
          }}
        />
      )}
      {pair && (
        <CompareDialog
          projectId={project.project_id}
          pair={pair}
          versions={versions}
          onClose={() => setPair(null)}
        />
      )}
    </div>
  )
}
