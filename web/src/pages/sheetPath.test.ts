import { expect, test } from 'vitest'
import { sheetPath } from './sheetPath'

test('an address of a change is one, whatever the id holds', () => {
  expect(sheetPath('s', 'c', 'c1')).toBe('/sessions/s/sheets/c?change=c1')
  expect(sheetPath('s', 'c', 'new 1&')).toBe('/sessions/s/sheets/c?change=new%201%26')
  expect(sheetPath('s', 'c')).toBe('/sessions/s/sheets/c')
})
