import { expect, test } from 'vitest'
import { suggested } from './fileNames'

test.each([
  ['maple-street-clinic-rev1.pdf', 'maple-street-clinic', 'Rev 1'],
  ['Permit_Set_Addendum 2.pdf', 'Permit Set', 'Addendum 2'],
  ['Permit Set v3b.PDF', 'Permit Set', 'Version 3B'],
  ['Tower 2025-03-01.pdf', 'Tower', '2025-03-01'],
  ['Tower A.pdf', 'Tower A', ''],
  ['rev2.pdf', 'rev2', 'Rev 2'],
  ['Clinic Revision 4.pdf', 'Clinic', 'Revision 4'],
])('%s is %s, %s', (fileName, drawingName, versionLabel) => {
  expect(suggested(fileName, [])).toEqual({ drawingName, versionLabel })
})

test('a known drawing keeps its own spelling', () => {
  expect(suggested('PERMIT SET rev2.pdf', ['Other', 'Permit set']).drawingName).toBe('Permit set')
})

test('in a project with one drawing a file is its next version', () => {
  expect(suggested('from the architect.pdf', ['Permit set']).drawingName).toBe('Permit set')
})
