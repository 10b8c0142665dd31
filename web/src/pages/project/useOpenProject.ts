import { useOutletContext } from 'react-router'
import type { Project } from '../../data/types'

export interface ProjectContext {
  project: Project
  /** Whether they may upload, compare and correct. */
  canEdit: boolean
}

/** The project whose tab this is. */
export const useOpenProject = () => useOutletContext<ProjectContext>()
