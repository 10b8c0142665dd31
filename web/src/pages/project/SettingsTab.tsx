import { useParams } from 'react-router'
import { useProject } from '../../data/queries'

export function SettingsTab() {
  const { projectId = '' } = useParams()
  const { data: project } = useProject(projectId)
  return <p>{project?.description}</p>
}
