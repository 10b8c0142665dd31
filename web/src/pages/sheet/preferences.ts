/** How this person likes to look at sheets; kept on this device. */
import type { ColourName, Mode } from '@viewer/types.js'

const COLOURS = 'buildtrace.colours'
const MODE = 'buildtrace.mode'

export function preferredColours(): ColourName {
  return localStorage.getItem(COLOURS) === 'colour_blind_safe' ? 'colour_blind_safe' : 'red_green'
}

export function preferColours(colours: ColourName): void {
  localStorage.setItem(COLOURS, colours)
}

/** The mode of the sheet before, as long as the window is open. */
export function lastMode(): Mode {
  return (sessionStorage.getItem(MODE) as Mode | null) ?? 'overlay'
}

export function rememberMode(mode: Mode): void {
  sessionStorage.setItem(MODE, mode)
}
