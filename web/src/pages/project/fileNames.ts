/** What a file's name says of the drawing and version in it: a suggestion, never more. */

const REVISION =
  /[\s_-]*\b((?:rev(?:ision)?|v|version|addendum|add|bulletin|issue|asi|ccd)[\s._-]*\d+[a-z]?|\d{4}-\d{2}-\d{2})\s*$/i
const SPOKEN: Record<string, string> = { v: 'Version', rev: 'Rev', add: 'Addendum', asi: 'ASI', ccd: 'CCD' }

export interface Suggestion {
  drawingName: string
  versionLabel: string
}

/** `Clinic_Permit-Set_rev2.pdf` is version `Rev 2` of `Clinic Permit-Set`. */
export function suggested(fileName: string, known: string[]): Suggestion {
  const base = fileName.replace(/\.[^.]+$/, '').replace(/_/g, ' ')
  const revision = REVISION.exec(base)
  const name = base.slice(0, revision?.index ?? base.length).replace(/\s+/g, ' ').trim()
  const same = known.find((drawing) => drawing.toLowerCase() === name.toLowerCase())
  const only = known.length === 1 ? known[0] : undefined
  return {
    drawingName: same ?? only ?? (name || base.trim()),
    versionLabel: revision?.[1] ? spoken(revision[1]) : '',
  }
}

function spoken(revision: string): string {
  const parts = /^([a-z]+)[\s._-]*(\d+[a-z]?)$/i.exec(revision)
  if (!parts) return revision
  const [, word = '', number = ''] = parts
  const known = SPOKEN[word.toLowerCase()]
  return `${known ?? word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()} ${number.toUpperCase()}`
}
