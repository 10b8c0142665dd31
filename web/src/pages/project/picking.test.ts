import { expect, test } from 'vitest'
import type { Version } from '../../data/types'
import { inOrder, versionName, withPicked } from './picking'

const version = (drawing_name: string, version_number: number, created_at: string) =>
  ({ drawing_name, version_number, created_at, version_label: '' }) as Version

test('the last two that were picked stay, and one that is picked again is put back', () => {
  expect(withPicked(['a', 'b'], 'c')).toEqual(['b', 'c'])
  expect(withPicked(['a', 'b'], 'a')).toEqual(['b'])
})

test('of one drawing the lower number is the old one, however late it was uploaded', () => {
  const first = version('Permit set', 1, '2026-02-01T00:00:00Z')
  const second = version('Permit set', 2, '2026-01-01T00:00:00Z')
  expect(inOrder([second, first])).toEqual({ old: first, now: second })
})

test('of two drawings the one that was uploaded first is the old one', () => {
  const tender = version('Tender set', 3, '2026-01-01T00:00:00Z')
  const permit = version('Permit set', 1, '2026-02-01T00:00:00Z')
  expect(inOrder([permit, tender])).toEqual({ old: tender, now: permit })
})

test('one alone is no pair', () => {
  expect(inOrder([version('Permit set', 1, '2026-02-01T00:00:00Z')])).toBeNull()
})

test('a version without a label is called by its number', () => {
  expect(versionName({ drawing_name: 'Set', version_label: '', version_number: 2 })).toBe(
    'Set, version 2',
  )
})
