import { ZOOM_STEP } from '@viewer/keys.js'
import type { Mode } from '@viewer/types.js'
import type { Viewer } from '@viewer/viewer.js'
import {
  Columns2,
  Crosshair,
  FileMinus,
  FilePlus,
  Layers,
  Link2,
  Link2Off,
  Maximize,
  Minus,
  Pencil,
  Plus,
  SeparatorVertical,
  Zap,
  type LucideIcon,
} from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '../../ui'
import { useMode, usePercent, type ViewerState } from './useViewer'
import styles from './ViewerBar.module.css'

const MODES: Record<Mode, { label: string; hint: string; icon: LucideIcon }> = {
  overlay: { label: 'Overlay', hint: 'Both, differences in colour (o)', icon: Layers },
  old: { label: 'Old', hint: 'As it was ([)', icon: FileMinus },
  new: { label: 'New', hint: 'As it is now (])', icon: FilePlus },
  side: { label: 'Side by side', hint: 'Old and new beside one another (s)', icon: Columns2 },
  swipe: { label: 'Swipe', hint: 'Old left of a bar, new right of it (w)', icon: SeparatorVertical },
  blink: { label: 'Blink', hint: 'Old and new in turn (b)', icon: Zap },
}

/** What the pointer does on the drawing, beside moving it. */
export type Tool = 'none' | 'edit' | 'align'

interface ViewerBarProps {
  viewer: Viewer | null
  state: ViewerState
  modes: readonly Mode[]
  /** The panel of layers. */
  layers: ReactNode
  tool: Tool
  onTool: ((tool: Tool) => void) | null
  canAlign: boolean
}

/** What is done to the whole drawing: how it is shown, how large, and by which tool. */
export function ViewerBar({ viewer, state, modes, layers, tool, onTool, canAlign }: ViewerBarProps) {
  const mode = useMode(state)
  return (
    <div className={styles.bar} role="toolbar" aria-label="Drawing">
      {modes.length > 1 && (
        <div className={styles.segments} role="group" aria-label="Show">
          {modes.map((name) => {
            const { label, hint, icon: Icon } = MODES[name]
            return (
              <button
                key={name}
                type="button"
                title={hint}
                aria-pressed={mode === name}
                disabled={tool === 'align' && name !== 'side'}
                onClick={() => (name === 'blink' ? viewer?.blink() : viewer?.setMode(name))}
              >
                <Icon size={15} aria-hidden="true" />
                <span>{label}</span>
              </button>
            )
          })}
        </div>
      )}
      {mode === 'side' && tool !== 'align' && <LinkButton viewer={viewer} />}
      <LayersButton>{layers}</LayersButton>
      {onTool && tool === 'none' && (
        <>
          <Button size="s" icon={Pencil} onClick={() => onTool('edit')}>
            Edit
          </Button>
          {canAlign && (
            <Button size="s" icon={Crosshair} onClick={() => onTool('align')}>
              Align
            </Button>
          )}
        </>
      )}
      <Zoom viewer={viewer} state={state} />
    </div>
  )
}

function LinkButton({ viewer }: { viewer: Viewer | null }) {
  const [isLinked, setLinked] = useState(viewer?.cameras.isLinked ?? true)
  return (
    <Button
      size="s"
      icon={isLinked ? Link2 : Link2Off}
      aria-pressed={isLinked}
      title="Move both sheets together"
      onClick={() => {
        viewer?.setLinked(!isLinked)
        setLinked(!isLinked)
      }}
    >
      Linked
    </Button>
  )
}

function LayersButton({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={styles.layers}>
      <Button size="s" icon={Layers} aria-expanded={isOpen} aria-controls="layers" onClick={() => setOpen(!isOpen)}>
        Layers
      </Button>
      <div id="layers" className={styles.popover} hidden={!isOpen}>
        {children}
      </div>
    </div>
  )
}

function Zoom({ viewer, state }: { viewer: Viewer | null; state: ViewerState }) {
  const percent = usePercent(state)
  return (
    <div className={styles.zoom} role="group" aria-label="Zoom">
      <Button kind="quiet" size="s" icon={Minus} iconOnly onClick={() => viewer?.zoomBy(1 / ZOOM_STEP)}>
        Zoom out (−)
      </Button>
      <output className={styles.percent} aria-label="Zoom level">
        {percent} %
      </output>
      <Button kind="quiet" size="s" icon={Plus} iconOnly onClick={() => viewer?.zoomBy(ZOOM_STEP)}>
        Zoom in (+)
      </Button>
      <Button kind="quiet" size="s" icon={Maximize} iconOnly onClick={() => viewer?.fit()}>
        Whole sheet (0)
      </Button>
    </div>
  )
}
