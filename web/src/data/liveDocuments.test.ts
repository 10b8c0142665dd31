import { expect, test } from 'vitest'
import { comparisonsChange, progressChange, sessionChange, versionChange } from './liveDocuments'
import { RecordError } from './recordParser'
import type { ComparisonRow, Session, VersionRef } from './types'

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
const row = {
  comparison_id: 'c1',
  drawing_name: 'A-101',
  status: 'pending',
  thumbnail_url: '/api/files/thumbnail',
} as ComparisonRow
const comparison = {
  ...times,
  id: 'c1',
  session_id: 's1',
  project_id: 'p1',
  unit_index: 0,
  drawing_name: 'A-101',
  title: 'PLAN',
  kind: 'matched',
  match: {
    kind: 'matched',
    method: 'number',
    confidence: 1,
    review: false,
    reason: '',
    old_page_index: 0,
    new_page_index: 0,
  },
  old_version_id: 'v1',
  new_version_id: 'v2',
  status: 'failed',
  error: { code: 'time_limit', message: 'The pair took too long. Compare it alone.' },
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
  matched_count: 0,
  old_version: { drawing_version_id: 'v1', status: 'ready' } as VersionRef,
  new_version: { drawing_version_id: 'v2', status: 'uploaded', page_count: null } as VersionRef,
  progress: { ocr: { total: 0, completed: 0, failed: 0, percentage: 0 } },
  comparisons: [row, { ...row, comparison_id: 'c2' }],
} as Session

test('a session is where its document says', () => {
  const { status, matched_count, failed_count, updated_at } = sessionChange(record)(shown)
  expect({ status, matched_count, failed_count }).toEqual({
    status: 'comparing',
    matched_count: 7,
    failed_count: 0, // which the document lacks: an earlier version wrote it
  })
  expect(updated_at).toBe('2026-01-02T03:04:05.678Z')
})

test('a sheet that has ended keeps its links, and others stay as they are', () => {
  const [first, second] = comparisonsChange([comparison])(shown).comparisons
  expect(first).toMatchObject({ status: 'failed', thumbnail_url: '/api/files/thumbnail' })
  expect(first?.error?.message).toContain('took too long')
  expect(second).toBe(shown.comparisons[1])
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
