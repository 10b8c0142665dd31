import { useParams } from 'react-router'
import { useDrawings } from '../../data/queries'
import { StatusBadge } from '../../ui'

export function DrawingsTab() {
  const { projectId = '' } = useParams()
  const { data } = useDrawings(projectId)
  return (
    <ul>
      {data?.flatMap((drawing) =>
        drawing.versions.map((version) => (
          <li key={version.drawing_version_id}>
            {drawing.drawing_name} {version.version_label} <StatusBadge status={version.status} />
          </li>
        )),
      )}
    </ul>
  )
}
