import { expect, test } from 'vitest'
import { progressChange, sessionChange, versionChange } from './liveDocuments'
import { RecordError } from './recordParser'
import type { Session, VersionRef } from './types'

/** As Firestore gives a time. */
class Timestamp {
  constructor(private readonly text: string) {}
  toDate = () => new Date(this.text)
}

const AT = new Timestamp('2026-01-02T03:04:05.678Z')
const times = { created_at: AT, updated_at: AT }
const record = {
  ...times,
  id: 's1',
  project_id: 'p1',
  old_version_id: 'v1',
  new_version_id: 'v2',
  status: 'comparing',
  matched_count: 7,
}
const version = {
  ...times,
  id: 'v2',
  project_id: 'p1',
  drawing_name: 'Set',
  version_number: 2,
  version_label: 'Rev 2',
  file_name: 'set.pdf',
  storage_path: 'uploads/p1/v2/00000',
  parts: [],
  file_size: 1,
  sha256: '',
  uploaded_by: 'you',
  comments: '',
  status: 'reading',
  page_count: 7,
}
const shown = {
  session_id: 's1',
  status: 'waiting_for_pages',
  old_version: { drawing_version_id: 'v1', status: 'ready' } as VersionRef,
  new_version: { drawing_version_id: 'v2', status: 'uploaded', page_count: null } as VersionRef,
  progress: { ocr: { total: 0, completed: 0, failed: 0, percentage: 0 } },
} as Session

test('a session is where its document says', () => {
  expect(sessionChange(record)(shown).status).toBe('comparing')
})

test('that a session has ended is left to who knows its sheets', () => {
  for (const status of ['completed', 'completed_with_failures', 'failed', 'cancelled']) {
    expect(sessionChange({ ...record, status })(shown)).toBe(shown)
  }
})

test('what a record of an earlier version lacks is as it was then', () => {
  expect(versionChange(version)(shown).new_version).toMatchObject({
    failed_page_count: 0,
    warnings: [],
    error: null,
  })
})

test('a version that is being read changes on its own side', () => {
  const changed = versionChange(version)(shown)
  expect(changed.new_version).toMatchObject({ status: 'reading', page_count: 7 })
  expect(changed.old_version).toBe(shown.old_version)
})

test('a stage is as far as all shards of all its tallies', () => {
  const shards = [
    [{ size: 16, completed: 16, failed: 0 }],
    [
      { size: 4, completed: 1, failed: 1 },
      { size: 4, completed: 0, failed: 0 },
    ],
  ]
  expect(progressChange('ocr', shards)(shown).progress.ocr).toEqual({
    total: 24,
    completed: 17,
    failed: 1,
    percentage: 75,
  })
})

test('before a stage begins nothing of it is done', () => {
  expect(progressChange('diff', [[]])(shown).progress.diff.percentage).toBe(0)
})

test.each([
  ['a status that this page does not know', { ...record, status: 'resting' }],
  ['a document that belongs to no project', { ...record, project_id: null }],
  ['a count that is no number', { ...record, matched_count: '7' }],
  ['what lacks everything', {}],
])('%s is no session', (_what, data) => {
  expect(() => sessionChange(data)).toThrow(RecordError)
})
