/** Opens the tiles of a sheet in the viewer, and says what became of that. */
import { useQueryClient } from '@tanstack/react-query'
import type { Mode } from '@viewer/types.js'
import { ALL_MODES, type Viewer } from '@viewer/viewer.js'
import { useEffect, useRef, useState } from 'react'
import { linkTo } from '../../data/api'
import { comparisonQuery } from '../../data/queries'
import { isUncertain } from '../../data/statuses'
import { openTiles } from '../../data/tiles'
import type { Comparison } from '../../data/types'
import type { SheetFrame } from './frame'
import { lastMode } from './preferences'

interface Tiles {
  /** Counts what was opened: 0 as long as nothing is. */
  opened: number
  /** Some or all of the drawing could not be had. */
  error: unknown
  retry: () => void
}

const GLIDE_SCALE = 1 // a change is shown with its surroundings, at 300 dpi on the screen at most

export function useTiles(viewer: Viewer | null, comparison: Comparison, frame: SheetFrame | null): Tiles {
  const client = useQueryClient()
  const [opened, setOpened] = useState(0)
  const [error, setError] = useState<unknown>(null)
  const [tries, setTries] = useState(0)
  // The tiles of a comparison never change; its record does, with every correction.
  const latest = useRef({ comparison, frame })
  useEffect(() => {
    latest.current = { comparison, frame }
  })
  const hasTiles = comparison.tiles_url !== null && frame !== null
  const id = comparison.comparison_id

  useEffect(() => {
    if (!viewer || !hasTiles) return undefined
    let isGone = false
    const link = async (isStale: boolean) => {
      const shown = latest.current.comparison
      const fresh = isStale ? await client.query({ ...comparisonQuery(id), staleTime: 0 }) : shown
      return linkTo(fresh.tiles_url ?? '')
    }
    const open = async () => {
      const source = await openTiles({ link, onProblem: setError })
      const { comparison: shown, frame: where } = latest.current
      if (isGone || !where) {
        source.close()
        return
      }
      const modes = modesOf(shown)
      const doubtful = isUncertain(shown)
      viewer.setLook({ tint: !doubtful })
      viewer.show({
        source,
        modes,
        most_glide_scale: GLIDE_SCALE,
        ...(where.apart && { apart: where.apart }),
      })
      viewer.setMode(doubtful ? 'side' : modes.includes(lastMode()) ? lastMode() : 'overlay')
      setOpened((count) => count + 1)
    }
    open().catch((reason: unknown) => {
      if (!isGone) setError(reason)
    })
    return () => {
      isGone = true
    }
  }, [viewer, id, hasTiles, tries, client])

  const retry = () => {
    setError(null)
    setTries((count) => count + 1)
  }
  return { opened, error, retry }
}

/** The ways of showing a sheet that tell the truth of it. */
export function modesOf(comparison: Comparison): readonly Mode[] {
  if (comparison.kind !== 'matched') return ['overlay']
  return comparison.alignment_grade === 'not_comparable' ? ['side', 'old', 'new'] : ALL_MODES
}
