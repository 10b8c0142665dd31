import { useCallback, useState } from 'react'
import { useSearchParams } from 'react-router'
import { paramsOf, viewOf, type View } from './rows'

/**
 * Which sheets are shown. The address follows, so that the way back from a sheet leads to the same;
 * it does not lead, for it comes a moment later than what is typed.
 */
export function useView(): [View, (view: View) => void] {
  const [params, setParams] = useSearchParams()
  const [view, setView] = useState(() => viewOf(params))
  const set = useCallback(
    (next: View) => {
      setView(next)
      setParams(paramsOf(next), { replace: true, preventScrollReset: true })
    },
    [setParams],
  )
  return [view, set]
}
