import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectKept, keep, kept, useKept } from './kept'

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

const NONE: string[] = []
const isList = (found: unknown): found is string[] => Array.isArray(found)
const list = () => renderHook(() => useKept('places.c1', NONE, isList))

test('a state is there again for who left it, also when it was set as the page was left', () => {
  const { result, unmount } = list()
  act(() => {
    result.current[1]((now) => [...now, 'a'])
    result.current[1]((now) => [...now, 'b'])
    unmount()
  })
  user = 'bob'
  expect(list().result.current[0]).toBe(NONE)
  user = 'ann'
  expect(list().result.current[0]).toEqual(['a', 'b'])
})

test('a state that is none any more is forgotten, and what does not fit is none', () => {
  const { result } = list()
  act(() => result.current[1](() => ['a']))
  act(() => result.current[1](() => NONE))
  expect(sessionStorage).toHaveLength(0)
  keep('places.c1', { of: 'another release' })
  expect(list().result.current[0]).toBe(NONE)
})
