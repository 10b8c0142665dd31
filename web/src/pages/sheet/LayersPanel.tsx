import type { ColourName, Look } from '@viewer/types.js'
import type { Viewer } from '@viewer/viewer.js'
import { MUTE_WORDS } from '@viewer/words.js'
import { useEffect, useState } from 'react'
import type { InkLedger } from '../../data/types'
import { Checkbox, counted, Select } from '../../ui'
import styles from './LayersPanel.module.css'
import { preferColours, preferredColours } from './preferences'

type Layer = 'removed' | 'added' | 'common'

const LAYERS: readonly [Layer, string, string][] = [
  ['removed', 'Removed', '−'],
  ['added', 'Added', '+'],
  ['common', 'Common', '='],
]

export interface Marks {
  regions: boolean
  clouds: boolean
  muted: boolean
}

interface LayersPanelProps {
  viewer: Viewer | null
  marks: Marks
  onMarks: (marks: Marks) => void
  cloudCount: number
  ledger: InkLedger | undefined
  /** Whether the sheet has a ledger of muted ink at all. */
  hasLedger: boolean
}

/** Which ink is shown, in which colours, and what is outlined. */
export function LayersPanel({ viewer, marks, onMarks, cloudCount, ledger, hasLedger }: LayersPanelProps) {
  const [shown, setShown] = useState<Record<Layer, boolean>>({ removed: true, added: true, common: true })
  const [opacity, setOpacity] = useState<Record<Layer, number>>({ removed: 100, added: 100, common: 100 })
  const [colours, setColours] = useState<ColourName>(preferredColours)
  useEffect(() => {
    const look: Partial<Look> = { colours }
    for (const [layer] of LAYERS) look[layer] = shown[layer] ? opacity[layer] / 100 : 0
    viewer?.setLook(look)
  }, [viewer, shown, opacity, colours])
  return (
    <div className={styles.panel}>
      {LAYERS.map(([layer, label, sign]) => (
        <div key={layer} className={styles.layer}>
          <i className={styles.swatch} data-layer={layer} data-colours={colours} aria-hidden="true">
            {sign}
          </i>
          <Checkbox
            label={label}
            checked={shown[layer]}
            onChange={(event) => setShown({ ...shown, [layer]: event.target.checked })}
          />
          <input
            type="range"
            min="0"
            max="100"
            value={opacity[layer]}
            aria-label={`Opacity of ${label.toLowerCase()} ink`}
            onChange={(event) => setOpacity({ ...opacity, [layer]: Number(event.target.value) })}
          />
        </div>
      ))}
      <Select
        label="Colours"
        value={colours}
        onChange={(event) => {
          const chosen = event.target.value as ColourName
          setColours(chosen)
          preferColours(chosen)
        }}
      >
        <option value="red_green">Red removed, green added</option>
        <option value="colour_blind_safe">Orange removed, blue added</option>
      </Select>
      <fieldset className={styles.marks}>
        <legend>Outlines</legend>
        <Checkbox
          label="Changes"
          checked={marks.regions}
          onChange={(event) => onMarks({ ...marks, regions: event.target.checked })}
        />
        {cloudCount > 0 && (
          <Checkbox
            label={`Revision clouds (${cloudCount})`}
            checked={marks.clouds}
            onChange={(event) => onMarks({ ...marks, clouds: event.target.checked })}
          />
        )}
        {hasLedger && (
          <Checkbox
            label="Muted places"
            hint={marks.muted ? mutedWords(ledger) : 'Ink that differs, but is no entry of the list.'}
            checked={marks.muted}
            onChange={(event) => onMarks({ ...marks, muted: event.target.checked })}
          />
        )}
      </fieldset>
    </div>
  )
}

/** Say what is muted, and that the ledger names the largest places only. */
function mutedWords(ledger: InkLedger | undefined): string {
  if (!ledger) return 'Loading …'
  if (ledger.muted.length === 0) return 'Nothing is muted on this sheet.'
  const places = ledger.muted.reduce((sum, { place_count }) => sum + place_count, 0)
  const marked = ledger.muted.reduce((sum, { boxes_pt }) => sum + boxes_pt.length, 0)
  const which = marked < places ? `The ${marked} largest of ${places} places are marked` : `${counted(places, 'place')} marked`
  const reasons = ledger.muted.map(({ reason }) => MUTE_WORDS[reason] ?? reason)
  return `${which}, dotted; their ink stays as it is. ${reasons.join('; ')}.`
}
