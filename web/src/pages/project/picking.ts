import type { Version } from '../../data/types'

/** Two versions that are to be compared. */
export interface Pair {
  old: Version
  now: Version
}

/** Pick or put back a version; of more than two the one picked first is put back. */
export function withPicked(picked: string[], versionId: string): string[] {
  if (picked.includes(versionId)) return picked.filter((id) => id !== versionId)
  return [...picked, versionId].slice(-2)
}

/** The two that are picked, the earlier as the old one; `null` unless there are two. */
export function inOrder(versions: Version[]): Pair | null {
  const [old, now] = [...versions].sort(earlier)
  return old && now ? { old, now } : null
}

function earlier(a: Version, b: Version): number {
  const isSameDrawing = a.drawing_name === b.drawing_name
  if (isSameDrawing) return a.version_number - b.version_number
  return a.created_at.localeCompare(b.created_at)
}

/** What people call a version: its label, else its number. */
export function versionName(version: {
  drawing_name: string
  version_label: string
  version_number: number
}): string {
  return `${version.drawing_name}, ${version.version_label || `version ${version.version_number}`}`
}

/** Whether it can be compared, now or as soon as it has been read. */
export function canBeCompared(version: Version): boolean {
  return version.status !== 'failed'
}
