import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectKept, keep, kept } from './kept'

let user: string | null

beforeEach(() => {
  user = 'ann'
  connectKept(() => user)
})
afterEach(() => {
  sessionStorage.clear()
  connectKept(() => null)
})

test('what is kept is there for who wrote it, and for nobody else', () => {
  keep('edits.c1', [1, 2])
  user = 'bob'
  expect(kept('edits.c1')).toBeNull()
  keep('edits.c1', 'his')
  user = 'ann'
  expect(kept('edits.c1')).toEqual([1, 2])
  expect(kept('edits.c2')).toBeNull()
})

test('a name that looks like another one’s place leads nowhere', () => {
  user = 'ann/edits'
  keep('c1', 'hers')
  user = 'ann'
  expect(kept('edits/c1')).toBeNull()
})

test('what is forgotten is gone', () => {
  keep('edits.c1', [1])
  keep('edits.c1', null)
  expect(kept('edits.c1')).toBeNull()
  expect(sessionStorage).toHaveLength(0)
})

test('where nobody has signed in nothing is kept', () => {
  user = null
  keep('edits.c1', [1])
  expect(sessionStorage).toHaveLength(0)
  expect(kept('edits.c1')).toBeNull()
})

test('what cannot be read is as if it were not there', () => {
  keep('edits.c1', [1])
  sessionStorage.setItem(sessionStorage.key(0) ?? '', '{')
  expect(kept('edits.c1')).toBeNull()
})
