/** The viewer on the page: made with its stage, closed with it; what it tells goes to a small store. */
import { Viewer } from '@viewer/viewer.js'
import type { Mode } from '@viewer/types.js'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'

/** What the viewer tells of itself; sixty times a second while somebody pans. */
export class ViewerState {
  mode: Mode = 'overlay'
  percent = 100
  private readonly listeners = new Set<() => void>()

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  tell(change: { mode?: Mode; percent?: number }) {
    const { mode = this.mode, percent = this.percent } = change
    if (mode === this.mode && percent === this.percent) return
    this.mode = mode
    this.percent = percent
    this.listeners.forEach((listener) => listener())
  }
}

export interface ViewerHandle {
  stageRef: (stage: HTMLDivElement | null) => (() => void) | undefined
  viewer: Viewer | null
  state: ViewerState
}

export function useViewer(onSelect: (id: string | null) => void): ViewerHandle {
  const [viewer, setViewer] = useState<Viewer | null>(null)
  const [state] = useState(() => new ViewerState())
  const latest = useRef(onSelect)
  useEffect(() => {
    latest.current = onSelect
  })
  const stageRef = useCallback(
    (stage: HTMLDivElement | null) => {
      if (!stage) return undefined
      const made = new Viewer(stage, {
        onSelect: (id) => latest.current(id),
        onViewChange: (scale) => state.tell({ percent: Math.round(100 * scale) }),
        onModeChange: (mode) => state.tell({ mode }),
      })
      setViewer(made)
      return () => {
        made.close()
        setViewer(null)
      }
    },
    [state],
  )
  return { stageRef, viewer, state }
}

export const useMode = (state: ViewerState) => useSyncExternalStore(state.subscribe, () => state.mode)
export const usePercent = (state: ViewerState) => useSyncExternalStore(state.subscribe, () => state.percent)
