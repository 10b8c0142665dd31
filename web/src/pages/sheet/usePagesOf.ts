/** The two pages of a sheet, each from its own version. */
import { usePages } from '../../data/queries'
import type { Comparison } from '../../data/types'

export function usePagesOf(comparison: Comparison) {
  const old = usePages(comparison.old_version_id)
  const now = usePages(comparison.new_version_id)
  const missing = [old, now].filter(({ data, error }) => data === undefined && error !== null)
  return {
    oldPage: old.data?.find((page) => page.page_number === comparison.old_page),
    newPage: now.data?.find((page) => page.page_number === comparison.new_page),
    /** Why pages that were never had could not be; pages that are there serve on. */
    error: missing[0]?.error ?? null,
    retry: () => missing.forEach(({ refetch }) => void refetch()),
  }
}
