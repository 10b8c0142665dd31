import { expect, test } from 'vitest'
import { memberName } from './memberNames'

const MEMBERS = [
  { user_id: 'u1', name: 'Kim Lee', email: 'kim@example.org' },
  { user_id: 'u2', name: '', email: 'lou@example.org' },
  { user_id: 'local', name: '', email: '' },
]
const OWN = { userId: 'local', name: 'This machine', email: '' }

test.each([
  ['u1', 'Kim Lee'],
  ['u2', 'lou@example.org'],
  ['local', 'This machine'],
  ['u9', 'a former member'],
])('%s is called %s', (userId, name) => {
  expect(memberName(userId, MEMBERS, OWN)).toBe(name)
})
