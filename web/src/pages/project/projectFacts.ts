import type { Project } from '../../data/types'

/** What tells a project from others with a like name, in one line; `''` when nothing does. */
export function projectFacts({ project_number, client_name, location }: Project): string {
  return [project_number, client_name, location].filter(Boolean).join(' · ')
}
