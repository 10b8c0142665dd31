/** What the page of one sheet asks for and changes. */
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { api, linkTo, ok } from './api'
import { fetched } from './errors'
import { comparisonQuery, everything, keys, sessionQuery, useChange } from './queries'
import type {
  Comparison,
  ComparisonRow,
  Decision,
  InkLedger,
  ManualOverlay,
  RegionSaid,
  SheetSummary,
  Triage,
  TriageSaid,
} from './types'

const at = (comparisonId: string) => ({ path: { comparison_id: comparisonId } })

const sheetKeys = {
  summaries: (comparisonId: string) => [...keys.comparison(comparisonId), 'summaries'] as const,
  triage: (comparisonId: string) => [...keys.comparison(comparisonId), 'triage'] as const,
  ledger: (comparisonId: string) => [...keys.comparison(comparisonId), 'ledger'] as const,
  timeline: (projectId: string, drawing: string, sheet: string) =>
    ['projects', projectId, 'timeline', drawing, sheet] as const,
}

/** The keys of what is another one when people corrected the list, or the sheet has been compared. */
export const listKeys = (comparisonId: string) => [
  keys.changes(comparisonId),
  keys.overlays(comparisonId),
  sheetKeys.triage(comparisonId),
]

/** Ask again for what was decided, unless it is known already as it stands by that revision. */
export function askForTriage(client: QueryClient, comparisonId: string, revision: number): void {
  const queryKey = sheetKeys.triage(comparisonId)
  const known = client.getQueryData<{ revision: number }>(queryKey)
  if (known && known.revision < revision) void client.invalidateQueries({ queryKey })
}

const summaryQuery = (comparison: Comparison) => {
  const { comparison_id: id, revision, summary_revision, summary_is_due, summary } = comparison
  return queryOptions({
    queryKey: [...sheetKeys.summaries(id), revision, summary_revision, summary_is_due, summary],
    queryFn: async (): Promise<SummaryShown> => {
      const answer = await ok(api().GET('/api/comparisons/{comparison_id}/summaries', { params: at(id) }))
      return shownSummary(answer.summaries, comparison)
    },
    // The one before stays until the newer one is there.
    placeholderData: keepPreviousData,
    enabled: comparison.status === 'completed',
  })
}

/** The summary that is shown, `null` where there is none; and why a newer one failed. */
export interface SummaryShown {
  summary: SheetSummary | null
  failure: string | null
}

export const useSheetSummary = (comparison: Comparison) => useQuery(summaryQuery(comparison))

/** What to show of all summaries; one that failed has no words, whatever its revision. */
export function shownSummary(
  all: readonly SheetSummary[],
  { revision, summary_revision }: Pick<Comparison, 'revision' | 'summary_revision'>,
): SummaryShown {
  const written = all.find((one) => one.revision === summary_revision && one.status === 'completed')
  const latest = all.find((one) => one.revision === revision)
  return { summary: written ?? null, failure: latest?.error?.message ?? null }
}

/** Everything people said of the change list, the newest first. */
export const useOverlayHistory = (comparisonId: string) =>
  useQuery({
    queryKey: keys.overlays(comparisonId),
    queryFn: async () => {
      const answer = await ok(api().GET('/api/comparisons/{comparison_id}/overlay', { params: at(comparisonId) }))
      return answer.overlays as ManualOverlay[]
    },
  })

export const useTriage = (comparisonId: string) =>
  useQuery({
    queryKey: sheetKeys.triage(comparisonId),
    queryFn: () => ok(api().GET('/api/comparisons/{comparison_id}/triage', { params: at(comparisonId) })),
  })

/** Everything that was decided of a change, the latest first; asked for when somebody wants to see it. */
export const useTriageHistory = (comparisonId: string, { change_id, revision }: Decision, isWanted: boolean) =>
  useQuery({
    queryKey: [...sheetKeys.triage(comparisonId), 'history', change_id, revision],
    queryFn: () =>
      everything(
        (query) =>
          ok(
            api().GET('/api/comparisons/{comparison_id}/triage/history', {
              params: { ...at(comparisonId), query: { ...query, change_id } },
            }),
          ),
        ({ history }) => history,
      ),
    // The one before stays until the newer one is there.
    placeholderData: keepPreviousData,
    enabled: isWanted,
  })

/** Where every differing pixel went; asked for when somebody wants to see it. */
export const useLedger = (comparison: Comparison, isWanted: boolean) =>
  useQuery({
    queryKey: sheetKeys.ledger(comparison.comparison_id),
    queryFn: async (): Promise<InkLedger> => {
      const fresh = await ok(
        api().GET('/api/comparisons/{comparison_id}', { params: at(comparison.comparison_id) }),
      )
      // Its link is the permission.
      return (await fetched(linkTo(fresh.ledger_url ?? ''))).json() as Promise<InkLedger>
    },
    enabled: isWanted && comparison.ledger_url !== null,
    staleTime: Infinity,
  })

/** A sheet over all versions of its drawing. */
export const timelineQuery = (projectId: string, drawing: string, sheet: string) =>
  queryOptions({
    queryKey: sheetKeys.timeline(projectId, drawing, sheet),
    queryFn: () =>
      ok(
        api().GET('/api/projects/{project_id}/timeline', {
          params: { path: { project_id: projectId }, query: { drawing_name: drawing, sheet } },
        }),
      ),
  })

export const useCorrectOverlay = (comparisonId: string) =>
  useChange(
    (said: { regions: RegionSaid[]; withdraw?: boolean; expected_revision: number }) =>
      ok(
        api().PATCH('/api/comparisons/{comparison_id}/overlay', {
          params: at(comparisonId),
          body: { withdraw: false, ...said },
        }),
      ),
    () => [keys.comparison(comparisonId)],
  )

export const useRegenerate = (comparisonId: string) =>
  useChange(
    (expectedRevision: number) =>
      ok(
        api().POST('/api/comparisons/{comparison_id}/regenerate', {
          params: at(comparisonId),
          body: { expected_revision: expectedRevision },
        }),
      ),
    () => [keys.comparison(comparisonId)],
  )

export interface Decided {
  /** All of it stands, or nothing. */
  said: TriageSaid[]
  /** Of the triage that the person looked at; 409 when somebody else has decided one of these since. */
  seenRevision: number
}

/** Decide of changes; one call after the other, each shown as soon as it is answered. */
export function useDecide(comparisonId: string, sessionId: string) {
  const client = useQueryClient()
  const queryKey = sheetKeys.triage(comparisonId)
  // What this person said of a change a moment ago is no decision of somebody else.
  const own = useRef(new Map<string, number>())
  return useMutation({
    scope: { id: `triage ${comparisonId}` },
    mutationFn: ({ said, seenRevision }: Decided) =>
      ok(
        api().PATCH('/api/comparisons/{comparison_id}/triage', {
          params: at(comparisonId),
          body: {
            decisions: said,
            expected_revision: Math.max(
              seenRevision,
              Math.min(...said.map(({ change_id }) => own.current.get(change_id) ?? 0)),
            ),
          },
        }),
      ),
    onSuccess: async (answer, { said }) => {
      for (const { change_id } of said) own.current.set(change_id, answer.revision)
      await client.cancelQueries({ queryKey }) // what was asked before knows nothing of it
      const known = client.getQueryData<Triage>(queryKey)
      const latest = known && known.revision > answer.revision ? known : answer // others have gone on since
      client.setQueryData(queryKey, latest)
      const sheet = client.getQueryData(comparisonQuery(comparisonId).queryKey)
      // Others may have gone on farther: that was asked for, and has just been cancelled.
      if (sheet) askForTriage(client, comparisonId, sheet.triage_revision)
      client.setQueryData(comparisonQuery(comparisonId).queryKey, sheet && withTriage(sheet, latest))
      client.setQueryData(sessionQuery(sessionId).queryKey, (session) =>
        session && {
          ...session,
          comparisons: session.comparisons.map((row) =>
            row.comparison_id === comparisonId ? withTriage(row, latest) : row,
          ),
        },
      )
    },
  })
}

/** A sheet's row with what was decided: whoever looks at it need not ask again. */
function withTriage<R extends ComparisonRow>(row: R, { counts, decisions }: Triage): R {
  const ofSheet = decisions.find(({ change_id }) => change_id === 'sheet')?.status ?? 'open'
  return { ...row, triage: counts, sheet_triage: row.sheet_triage && ofSheet }
}
