import type { Project } from '../../data/types'
import { hasWords } from '../search'

export type StatusFilter = 'active' | 'archived' | 'all'

/** Those that a search and a status leave: every word of the search is somewhere in the project. */
export function shownProjects(projects: Project[], search: string, status: StatusFilter): Project[] {
  return projects.filter((project) => {
    if (status !== 'all' && project.status !== status) return false
    const { name, project_number, client_name, location, description } = project
    return hasWords([name, project_number, client_name, location, description].join(' '), search)
  })
}
