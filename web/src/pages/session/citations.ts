/** Where an answer's text names what it rests on. */
import type { Citation } from '../../data/chat'

export interface Part {
  text: string
  citation: Citation | null
}

/** How a citation stands in a text. */
function labelOf(citation: Citation): string {
  return citation.change_id ? `${citation.sheet} ${citation.change_id}` : citation.sheet
}

/**
 * The text in parts, those that name a citation with it: `[A-101 c3]` at the end of a statement,
 * `A-101 c3: …` at the beginning of a found entry. Each citation that the text does not name follows.
 */
export function partsOf(text: string, citations: Citation[]): Part[] {
  const parts: Part[] = []
  const named = new Set<Citation>()
  const add = (said: string, citation: Citation | null = null) => {
    if (said) parts.push({ text: said, citation })
    if (citation) named.add(citation)
  }
  const first = citations.find((citation) => text.startsWith(`${labelOf(citation)}:`))
  if (first) add(labelOf(first), first)
  let rest = first ? text.slice(labelOf(first).length) : text
  for (;;) {
    const next = earliest(rest, citations)
    if (!next) break
    add(rest.slice(0, next.at))
    add(labelOf(next.citation), next.citation)
    rest = rest.slice(next.at + labelOf(next.citation).length + 2)
  }
  add(rest)
  for (const citation of citations) {
    if (!named.has(citation)) add(labelOf(citation), citation)
  }
  return parts
}

function earliest(text: string, citations: Citation[]): { at: number; citation: Citation } | null {
  let found: { at: number; citation: Citation } | null = null
  for (const citation of citations) {
    const at = text.indexOf(`[${labelOf(citation)}]`)
    if (at >= 0 && (!found || at < found.at)) found = { at, citation }
  }
  return found
}

/** The citations that each line of an answer names; what none names goes with the last. */
export function linesOf(text: string, citations: Citation[]): { text: string; citations: Citation[] }[] {
  const left = new Set(citations)
  const lines = text.split('\n').map((line) => {
    const own = citations.filter(
      (citation) => line.includes(`[${labelOf(citation)}]`) || line.startsWith(`${labelOf(citation)}:`),
    )
    for (const citation of own) left.delete(citation)
    return { text: line, citations: own }
  })
  const last = lines.at(-1)
  if (last) last.citations = [...last.citations, ...left]
  return lines
}
