import { expect, test } from 'vitest'
import { spoken } from './Time'
import { bytes, counted, duration } from './words'

test('one is singular, everything else plural', () => {
  expect([0, 1, 2, 1200].map((n) => counted(n, 'sheet'))).toEqual([
    '0 sheets',
    '1 sheet',
    '2 sheets',
    '1,200 sheets',
  ])
})

test('sizes are said as file managers say them', () => {
  expect([999, 1000, 45_300_000, 1_073_741_824].map(bytes)).toEqual([
    '999 bytes',
    '1.0 KB',
    '45.3 MB',
    '1.1 GB',
  ])
})

test('spans are said in their two largest units', () => {
  expect([8.4, 200, 3900].map(duration)).toEqual(['8 s', '3 min 20 s', '1 h 5 min'])
})

test('what is recent is said as how long ago it was, what is not by its date', () => {
  const now = new Date('2026-05-20T12:00:00')
  const at = (text: string) => spoken(new Date(text), now)
  expect(at('2026-05-20T11:59:30')).toBe('just now')
  expect(at('2026-05-20T09:00:00')).toBe('3 hours ago')
  expect(at('2026-05-19T11:00:00')).toBe('yesterday')
  expect(at('2026-02-03T11:00:00')).toBe('Feb 3')
  expect(at('2025-02-03T11:00:00')).toBe('Feb 3, 2025')
})
