/** Whether nothing more will happen to a session by itself. */
export function hasEnded(sessionStatus: string): boolean {
  return ['completed', 'completed_with_failures', 'failed', 'cancelled'].includes(sessionStatus)
}
