/** Files of a session, saved as files. */
import { fetchRaw } from './api'

export const EXPORT_FORMATS = [
  { format: 'pdf', label: 'PDF report' },
  { format: 'xlsx', label: 'Excel workbook' },
  { format: 'csv', label: 'CSV change log' },
  { format: 'json', label: 'JSON' },
  { format: 'bcf', label: 'BCF 3.0 topics' },
] as const

export type ExportFormat = (typeof EXPORT_FORMATS)[number]['format']

/** Have an export written and save it; a report of many sheets takes a while. */
export async function downloadExport(
  sessionId: string,
  format: ExportFormat,
  name: string,
): Promise<void> {
  const response = await fetchRaw(`/api/sessions/${sessionId}/exports/${format}`)
  save(await response.blob(), `${fileName(name)}.${format}`)
}

/** A name that every system takes for a file. */
function fileName(name: string): string {
  const safe = name.replace(/[\\/:*?"<>|\p{C}]+/gu, ' ').replace(/\s+/g, ' ').trim()
  return safe.slice(0, 100).replace(/[. ]+$/, '') || 'comparison'
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
