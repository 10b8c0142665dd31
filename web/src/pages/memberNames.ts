/** How people are called, where a record has their ids alone. */
import { useMembers } from '../data/queries'
import { useIdentity, type Identity } from '../data/session'
import type { Member } from '../data/types'

/** How a member is called; whoever is none any more has no name. */
export function memberName(
  userId: string,
  members: readonly Pick<Member, 'user_id' | 'name' | 'email'>[],
  own: Identity | null | undefined,
): string {
  const member = members.find((one) => one.user_id === userId)
  const known = [member?.name, member?.email, own?.userId === userId ? own.name : '', member?.user_id]
  return known.find(Boolean) ?? 'a former member'
}

/** Names the members of a project; before they are known, nobody. */
export function useMemberNames(projectId: string): (userId: string) => string {
  const { data } = useMembers(projectId)
  const own = useIdentity()
  return (userId) => (data ? memberName(userId, data.members, own) : '…')
}
