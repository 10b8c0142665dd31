/** Keeps what belongs to a comparison in step with its record, which alone is watched. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { askForTriage, listKeys } from '../../data/sheetQueries'
import type { Comparison } from '../../data/types'

/**
 * Ask again for the change list, and for what people said and decided, when the record says that it
 * is another one: a list asked for before the sheet was compared is empty, and would read as no
 * changes.
 */
export function useListAsItStands(comparison: Comparison): void {
  const { comparison_id: id, status, revision, triage_revision: triageRevision } = comparison
  const client = useQueryClient()
  const state = `${status} ${revision}`
  const before = useRef(state)
  useEffect(() => {
    if (before.current === state) return
    before.current = state
    for (const queryKey of listKeys(id)) void client.invalidateQueries({ queryKey })
  }, [client, id, state])
  useEffect(() => askForTriage(client, id, triageRevision), [client, id, triageRevision])
}
