import { UserMinus, UserPlus, X } from 'lucide-react'
import { useState, type SubmitEvent } from 'react'
import { useNavigate } from 'react-router'
import { messageOf } from '../../data/errors'
import {
  useInvite,
  useMembers,
  useProfile,
  useRemoveMember,
  useSetRole,
  useWithdrawInvitation,
} from '../../data/queries'
import type { Member, MemberList, Role } from '../../data/types'
import {
  Button,
  ConfirmDialog,
  ErrorState,
  FormError,
  Loading,
  Select,
  Table,
  TextField,
  useToasts,
} from '../../ui'
import styles from './MembersTab.module.css'
import { useOpenProject } from './useOpenProject'

const ROLES: Record<Role, string> = {
  viewer: 'Viewer: sees everything',
  editor: 'Editor: uploads, compares, corrects',
  owner: 'Owner: also decides on members, and deletes',
}

export function MembersTab() {
  const { project } = useOpenProject()
  const { data, error, refetch } = useMembers(project.project_id)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="the members" />
  const isOwner = project.role === 'owner'
  return (
    <div className={styles.tab}>
      {isOwner && <InviteForm projectId={project.project_id} />}
      <Table caption="Members" columns={['Name', 'Address', 'Role', 'Actions']}>
        {data.members.map((member) => (
          <MemberRow key={member.user_id} member={member} members={data.members} isOwner={isOwner} />
        ))}
      </Table>
      {data.invitations.length > 0 && <Invitations list={data} projectId={project.project_id} />}
    </div>
  )
}

function InviteForm({ projectId }: { projectId: string }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('editor')
  const invite = useInvite(projectId)
  const toasts = useToasts()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    invite.mutate(
      { email: email.trim(), role },
      {
        onSuccess: () => {
          toasts.done(`${email.trim()} is asked to join; a member as soon as they accept.`)
          setEmail('')
        },
      },
    )
  }
  return (
    <form onSubmit={submit} className={styles.invite} aria-label="Invite somebody">
      <TextField
        label="Invite by the address they sign in with"
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <RoleSelect label="As" value={role} onChange={setRole} />
      <Button kind="primary" type="submit" icon={UserPlus} busy={invite.isPending}>
        Invite
      </Button>
      {invite.error && <FormError>{messageOf(invite.error)}</FormError>}
    </form>
  )
}

interface MemberRowProps {
  member: Member
  members: Member[]
  isOwner: boolean
}

function MemberRow({ member, members, isOwner }: MemberRowProps) {
  const { project } = useOpenProject()
  const { data: me } = useProfile()
  const setRole = useSetRole(project.project_id)
  const toasts = useToasts()
  const name = member.name || member.email || member.user_id
  const isMe = member.user_id === me?.user_id
  const owners = members.filter(({ role }) => role === 'owner')
  const isLastOwner = member.role === 'owner' && owners.length === 1
  return (
    <tr>
      <th scope="row">
        {name} {isMe && <span className={styles.muted}>(you)</span>}
      </th>
      <td>{member.email}</td>
      <td>
        {isOwner && !isLastOwner ? (
          <RoleSelect
            label={`Role of ${name}`}
            hideLabel
            value={member.role}
            onChange={(role) =>
              setRole.mutate(
                { userId: member.user_id, role },
                { onError: (error) => toasts.failed(messageOf(error)) },
              )
            }
          />
        ) : (
          ROLES[member.role]
        )}
      </td>
      <td>
        {isLastOwner ? (
          <span className={styles.muted}>The only owner</span>
        ) : (
          (isOwner || isMe) && <RemoveButton member={member} name={name} isMe={isMe} />
        )}
      </td>
    </tr>
  )
}

function RemoveButton({ member, name, isMe }: { member: Member; name: string; isMe: boolean }) {
  const { project } = useOpenProject()
  const [isAsking, setAsking] = useState(false)
  const remove = useRemoveMember(project.project_id)
  const navigate = useNavigate()
  const label = isMe ? 'Leave the project' : 'Remove'
  return (
    <>
      <Button size="s" icon={UserMinus} onClick={() => setAsking(true)}>
        {label}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={isMe ? `Leave ${project.name}?` : `Remove ${name}?`}
          confirm={label}
          isBusy={remove.isPending}
          error={remove.error}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            remove.mutate(member.user_id, {
              onSuccess: () => (isMe ? void navigate('/') : setAsking(false)),
            })
          }
        >
          {isMe ? 'You' : 'They'} will not see the project any more, until an owner invites{' '}
          {isMe ? 'you' : 'them'} again. What {isMe ? 'you' : 'they'} uploaded and corrected stays.
        </ConfirmDialog>
      )}
    </>
  )
}

function Invitations({ list, projectId }: { list: MemberList; projectId: string }) {
  const withdraw = useWithdrawInvitation(projectId)
  const toasts = useToasts()
  return (
    <section className={styles.tab}>
      <h2>Invitations that wait for an answer</h2>
      <Table caption="Invitations" columns={['Asked', 'Role', 'Actions']}>
        {list.invitations.map(({ invitation_id, invitee, role }) => (
          <tr key={invitation_id}>
            <th scope="row">{invitee.replace(/^(email|user):/, '')}</th>
            <td>{ROLES[role]}</td>
            <td>
              <Button
                size="s"
                icon={X}
                busy={withdraw.isPending && withdraw.variables === invitation_id}
                onClick={() =>
                  withdraw.mutate(invitation_id, {
                    onError: (error) => toasts.failed(messageOf(error)),
                  })
                }
              >
                Withdraw
              </Button>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

function RoleSelect({
  label,
  hideLabel,
  value,
  onChange,
}: {
  label: string
  hideLabel?: boolean
  value: Role
  onChange: (role: Role) => void
}) {
  return (
    <Select
      label={label}
      hideLabel={hideLabel ?? false}
      value={value}
      onChange={(event) => onChange(event.target.value as Role)}
    >
      {Object.entries(ROLES).map(([role, said]) => (
        <option key={role} value={role}>
          {said}
        </option>
      ))}
    </Select>
  )
}
