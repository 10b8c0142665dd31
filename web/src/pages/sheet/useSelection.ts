/** Which change is selected: the address says so. */
import { useCallback, useEffect, useRef, type RefObject } from 'react'
import { useSearchParams } from 'react-router'

export interface Selection {
  selected: string | null
  select: (change: string | null, fromDrawing?: boolean) => void
  /** The same, also before the address has followed: a key that is held down goes on from here. */
  latest: RefObject<string | null>
  /** Whether it was selected where it lies, so that nobody has to be led there; true once. */
  takeIsInSight: () => boolean
}

/** @param onSelect what else is to be done when a change is selected; always the same function. */
export function useSelection(onSelect: () => void): Selection {
  const [params, setParams] = useSearchParams()
  const selected = params.get('change')
  const isFromDrawing = useRef(false)
  const latest = useRef(selected)
  useEffect(() => {
    latest.current = selected
  }, [selected])
  const select = useCallback(
    (change: string | null, fromDrawing = false) => {
      isFromDrawing.current = fromDrawing
      latest.current = change
      setParams((now) => {
        if (change) now.set('change', change)
        else now.delete('change')
        return now
      }, { replace: true, preventScrollReset: true })
      if (change) onSelect()
    },
    [setParams, onSelect],
  )
  const takeIsInSight = useCallback(() => {
    const isInSight = isFromDrawing.current
    isFromDrawing.current = false
    return isInSight
  }, [])
  return { selected, select, latest, takeIsInSight }
}
