import { expect, test } from 'vitest'
import type { Project } from '../../data/types'
import { shownProjects } from './shownProjects'

const clinic = { name: 'Maple Street Clinic', client_name: 'County', status: 'active' } as Project
const school = { name: 'School', location: 'Maple Street 4', status: 'archived' } as Project

test('a project is found by words of any of its fields, in any order', () => {
  expect(shownProjects([clinic, school], 'street MAPLE', 'all')).toEqual([clinic, school])
  expect(shownProjects([clinic, school], 'county clinic', 'all')).toEqual([clinic])
  expect(shownProjects([clinic, school], 'county school', 'all')).toEqual([])
})

test('archived projects are shown only where they are asked for', () => {
  expect(shownProjects([clinic, school], '', 'active')).toEqual([clinic])
  expect(shownProjects([clinic, school], '', 'archived')).toEqual([school])
})
