import type { ComparisonRow, Project } from './types'

/** Whether nothing more will happen to a session by itself. */
export function hasEnded(sessionStatus: string): boolean {
  return ['completed', 'completed_with_failures', 'failed', 'cancelled'].includes(sessionStatus)
}

/** Whether sheets may not lie on one another: what is found of them, or not found, is to be checked. */
export function isUncertain({ alignment_grade: grade }: Pick<ComparisonRow, 'alignment_grade'>): boolean {
  return grade === 'doubtful' || grade === 'not_comparable'
}

/** Whether a person may upload, compare and correct; not before their role is known. */
export function mayEdit(project: Project | undefined): boolean {
  return project !== undefined && project.role !== 'viewer'
}
