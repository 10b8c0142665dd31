/** Whether a text has every word of a search, in any order and any case. */
export function hasWords(text: string, search: string): boolean {
  const found = text.toLowerCase()
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return words.every((word) => found.includes(word))
}
