import { expect, test, vi } from 'vitest'
import { followUser } from './session'
import { theUploads } from './uploads'

test('uploads change hands when another signs in, not when the same comes back', () => {
  let userId: string | undefined
  let changed: () => void = () => undefined
  const changeUser = vi.spyOn(theUploads(), 'changeUser').mockReturnValue()
  followUser({
    current: () => (userId === undefined ? null : { userId, name: '', email: '' }),
    token: () => Promise.resolve(null),
    subscribe: (listener) => {
      changed = listener
      return () => undefined
    },
    signOut: () => Promise.resolve(),
    refused: () => undefined,
  })
  const counts = ['ann', undefined, 'ann', 'bob', undefined, 'ann'].map((next) => {
    userId = next
    changed()
    return changeUser.mock.calls.length
  })
  expect(counts).toEqual([1, 1, 1, 2, 2, 3])
})
