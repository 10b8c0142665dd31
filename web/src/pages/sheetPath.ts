/** The address of a sheet's page, or of one of its changes. */
export function sheetPath(sessionId: string, comparisonId: string, changeId?: string | null): string {
  const change = changeId ? `?change=${encodeURIComponent(changeId)}` : ''
  return `/sessions/${sessionId}/sheets/${comparisonId}${change}`
}
