import { useParams } from 'react-router'
import { useMembers } from '../../data/queries'

export function MembersTab() {
  const { projectId = '' } = useParams()
  const { data } = useMembers(projectId)
  return (
    <ul>
      {data?.members.map((member) => (
        <li key={member.user_id}>
          {member.name || member.email} {member.role}
        </li>
      ))}
    </ul>
  )
}
