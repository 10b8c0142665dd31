/** What an event of a session says of it, as a change of what is shown; no need to ask again. */
import type { ChangeOfSession } from './liveSource'
import type { ComparisonRow, SessionProgress } from './types'

interface Told {
  progress?: SessionProgress
  comparison?: ComparisonRow
}

/**
 * The change that an event brings, `null` where the API has to be asked: rows come into being when
 * the sheets are matched, and the session's own fields change with its stages.
 */
export function changeOf(name: string, data: string): ChangeOfSession | null {
  const isOfOne = ['page_ocr_complete', 'pair_diff_complete', 'summary_complete'].includes(name)
  const told = isOfOne ? parsed(data) : null
  if (!told?.progress) return null
  const { progress, comparison } = told
  if (name !== 'page_ocr_complete' && !comparison) return null
  return (session) => ({
    ...session,
    progress,
    comparisons: comparison ? withRow(session.comparisons, comparison) : session.comparisons,
  })
}

function withRow(rows: ComparisonRow[], changed: ComparisonRow): ComparisonRow[] {
  return rows.map((row) => (row.comparison_id === changed.comparison_id ? changed : row))
}

function parsed(data: string): Told | null {
  try {
    return JSON.parse(data) as Told
  } catch {
    return null
  }
}
