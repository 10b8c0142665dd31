/** What pages ask for and change: one hook a resource, cached under one key each. */
import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type QueryKey,
} from '@tanstack/react-query'
import { api, ok } from './api'
import type {
  Change,
  Comparison,
  Drawing,
  NewComparison,
  NewProject,
  Project,
  ProjectChange,
  Role,
  SessionSummary,
} from './types'

/** The keys of the cache; to change one is to make everybody ask again. */
export const keys = {
  projects: ['projects'] as const,
  project: (id: string) => ['projects', id] as const,
  members: (projectId: string) => ['projects', projectId, 'members'] as const,
  drawings: (projectId: string) => ['projects', projectId, 'drawings'] as const,
  sessions: (projectId: string) => ['projects', projectId, 'sessions'] as const,
  latestSession: (projectId: string) => ['projects', projectId, 'latestSession'] as const,
  invitations: ['invitations'] as const,
  profile: ['profile'] as const,
  session: (id: string) => ['sessions', id] as const,
  comparison: (id: string) => ['comparisons', id] as const,
  changes: (comparisonId: string) => ['comparisons', comparisonId, 'changes'] as const,
  overlays: (comparisonId: string) => ['comparisons', comparisonId, 'overlays'] as const,
  version: (id: string) => ['versions', id] as const,
  corrections: (sessionId: string) => ['sessions', sessionId, 'corrections'] as const,
}

// Links to images run out after a quarter of an hour at least (functions/api/links.py).
export const LINKS_EVERY_MS = 10 * 60_000
const LARGEST_PAGE = 200

/** Everything of a list that comes in pages. */
export async function everything<A extends { next_page_token: string | null }, T>(
  ask: (query: { limit: number; page_token?: string }) => Promise<A>,
  itemsOf: (answer: A) => T[],
): Promise<T[]> {
  const found: T[] = []
  let token: string | null = null
  do {
    const answer: A = await ask({ limit: LARGEST_PAGE, ...(token ? { page_token: token } : {}) })
    found.push(...itemsOf(answer))
    token = answer.next_page_token
  } while (token)
  return found
}

// --- reading --------------------------------------------------------------------------------------

const projectsQuery = () =>
  queryOptions({
    queryKey: keys.projects,
    queryFn: () =>
      everything(
        (query) => ok(api().GET('/api/projects', { params: { query } })),
        (answer): Project[] => answer.projects,
      ),
  })

const projectQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.project(projectId),
    queryFn: () =>
      ok(api().GET('/api/projects/{project_id}', { params: { path: { project_id: projectId } } })),
  })

const membersQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.members(projectId),
    queryFn: () =>
      ok(
        api().GET('/api/projects/{project_id}/members', {
          params: { path: { project_id: projectId } },
        }),
      ),
  })

export const drawingsQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.drawings(projectId),
    queryFn: () =>
      everything(
        (query) =>
          ok(
            api().GET('/api/projects/{project_id}/drawings', {
              params: { path: { project_id: projectId }, query },
            }),
          ),
        (answer): Drawing[] => answer.drawings,
      ),
  })

export const sessionsQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.sessions(projectId),
    queryFn: () =>
      everything(
        (query) =>
          ok(
            api().GET('/api/projects/{project_id}/sessions', {
              params: { path: { project_id: projectId }, query },
            }),
          ),
        (answer): SessionSummary[] => answer.sessions,
      ),
  })

export const latestSessionQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.latestSession(projectId),
    queryFn: async () => {
      const answer = await ok(
        api().GET('/api/projects/{project_id}/sessions', {
          params: { path: { project_id: projectId }, query: { limit: 1 } },
        }),
      )
      return answer.sessions[0] ?? null
    },
  })

const profileQuery = () =>
  queryOptions({ queryKey: keys.profile, queryFn: () => ok(api().GET('/api/me')) })

const invitationsQuery = () =>
  queryOptions({
    queryKey: keys.invitations,
    queryFn: async () => (await ok(api().GET('/api/invitations'))).invitations,
  })

export const versionQuery = (versionId: string) =>
  queryOptions({
    queryKey: keys.version(versionId),
    queryFn: () =>
      ok(api().GET('/api/drawing-versions/{version_id}', { params: { path: { version_id: versionId } } })),
  })

export const sessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: keys.session(sessionId),
    queryFn: () =>
      ok(api().GET('/api/sessions/{session_id}', { params: { path: { session_id: sessionId } } })),
  })

export const comparisonQuery = (comparisonId: string) =>
  queryOptions({
    queryKey: keys.comparison(comparisonId),
    queryFn: async () =>
      // openapi-fetch widens boxes to lists of numbers
      (await ok(
        api().GET('/api/comparisons/{comparison_id}', {
          params: { path: { comparison_id: comparisonId } },
        }),
      )) as Comparison,
  })

const changesQuery = (comparisonId: string) =>
  queryOptions({
    queryKey: keys.changes(comparisonId),
    queryFn: () =>
      everything(
        (query) =>
          ok(
            api().GET('/api/comparisons/{comparison_id}/changes', {
              params: { path: { comparison_id: comparisonId }, query },
            }),
          ),
        // openapi-fetch widens boxes to lists of numbers
        (answer) => answer.changes as Change[],
      ),
  })

export const useProjects = () => useQuery(projectsQuery())
export const useProject = (projectId: string) => useQuery(projectQuery(projectId))
export const useMembers = (projectId: string) => useQuery(membersQuery(projectId))
export const useDrawings = (projectId: string) => useQuery(drawingsQuery(projectId))
export const useSessions = (projectId: string) => useQuery(sessionsQuery(projectId))
export const useProfile = () => useQuery(profileQuery())
export const useInvitations = () => useQuery(invitationsQuery())
export const useChanges = (comparisonId: string) => useQuery(changesQuery(comparisonId))

// --- changing -------------------------------------------------------------------------------------

/** A call that changes something; then what it touched is asked for again. */
export function useChange<A, B>(call: (input: A) => Promise<B>, touched: (input: A) => QueryKey[]) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: call,
    onSuccess: (_answer, input) => askAgain(client, touched(input)),
  })
}

async function askAgain(client: QueryClient, touched: QueryKey[]): Promise<void> {
  await Promise.all(touched.map((queryKey) => client.invalidateQueries({ queryKey })))
}

export const useCreateProject = () =>
  useChange(
    (body: NewProject) => ok(api().POST('/api/projects', { body })),
    () => [keys.projects],
  )

export const useChangeProject = (projectId: string) =>
  useChange(
    (body: ProjectChange) =>
      ok(
        api().PATCH('/api/projects/{project_id}', {
          params: { path: { project_id: projectId } },
          body,
        }),
      ),
    () => [keys.projects],
  )

export const useDeleteProject = (projectId: string) =>
  useChange(
    async () => {
      await ok(
        api().DELETE('/api/projects/{project_id}', { params: { path: { project_id: projectId } } }),
      )
    },
    () => [],
  )

export const useInvite = (projectId: string) =>
  useChange(
    (invitee: { email: string; role: Role }) =>
      ok(
        api().POST('/api/projects/{project_id}/members', {
          params: { path: { project_id: projectId } },
          body: { ...invitee, user_id: null },
        }),
      ),
    () => [keys.members(projectId)],
  )

export const useSetRole = (projectId: string) =>
  useChange(
    ({ userId, role }: { userId: string; role: Role }) =>
      ok(
        api().PUT('/api/projects/{project_id}/members/{user_id}', {
          params: { path: { project_id: projectId, user_id: userId } },
          body: { role },
        }),
      ),
    () => [keys.project(projectId)],
  )

export const useRemoveMember = (projectId: string) =>
  useChange(
    (userId: string) =>
      ok(
        api().DELETE('/api/projects/{project_id}/members/{user_id}', {
          params: { path: { project_id: projectId, user_id: userId } },
        }),
      ),
    () => [keys.members(projectId)],
  )

export const useWithdrawInvitation = (projectId: string) =>
  useChange(
    (invitationId: string) =>
      ok(
        api().DELETE('/api/projects/{project_id}/invitations/{invitation_id}', {
          params: { path: { project_id: projectId, invitation_id: invitationId } },
        }),
      ),
    () => [keys.members(projectId)],
  )

export const useAcceptInvitation = () =>
  useChange(
    (invitationId: string) =>
      ok(
        api().POST('/api/invitations/{invitation_id}/accept', {
          params: { path: { invitation_id: invitationId } },
        }),
      ),
    () => [keys.invitations, keys.projects],
  )

export const useDeclineInvitation = () =>
  useChange(
    (invitationId: string) =>
      ok(
        api().DELETE('/api/invitations/{invitation_id}', {
          params: { path: { invitation_id: invitationId } },
        }),
      ),
    () => [keys.invitations],
  )

export const useCompare = (projectId: string) =>
  useChange(
    (body: NewComparison) => ok(api().POST('/api/comparisons', { body })),
    () => [keys.sessions(projectId)],
  )

export const useCancelSession = (projectId: string) =>
  useChange(
    (sessionId: string) =>
      ok(
        api().POST('/api/sessions/{session_id}/cancel', {
          params: { path: { session_id: sessionId } },
        }),
      ),
    (sessionId) => [keys.sessions(projectId), keys.session(sessionId)],
  )

export const useRetrySession = (projectId: string) =>
  useChange(
    (sessionId: string) =>
      ok(
        api().POST('/api/sessions/{session_id}/retry', {
          params: { path: { session_id: sessionId } },
        }),
      ),
    () => [keys.sessions(projectId), keys.drawings(projectId)],
  )
