import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { paramsOf, viewOf, type View } from './rows'

/** Which sheets are shown, kept in the address: the way back from a sheet leads to the same. */
export function useView(): [View, (view: View) => void] {
  const [params, setParams] = useSearchParams()
  const view = useMemo(() => viewOf(params), [params])
  const set = useCallback(
    (next: View) => setParams(paramsOf(next), { replace: true, preventScrollReset: true }),
    [setParams],
  )
  return [view, set]
}
