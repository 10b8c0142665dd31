import { describe, expect, it } from 'vitest'
import type { Citation } from '../../data/chat'
import { linesOf, partsOf } from './citations'

const C3: Citation = { comparison_id: 'x', sheet: 'A-101', change_id: 'c3' }
const C31: Citation = { comparison_id: 'x', sheet: 'A-101', change_id: 'c31' }
const SHEET: Citation = { comparison_id: 'y', sheet: 'S-201', change_id: null }
const shown = (text: string, citations: Citation[]) =>
  partsOf(text, citations).map((part) => (part.citation ? `<${part.text}>` : part.text))

describe('the text of an answer', () => {
  it('links what stands in brackets', () => {
    expect(shown('A door moved [A-101 c3] twice [S-201].', [C3, SHEET])).toEqual([
      'A door moved ', '<A-101 c3>', ' twice ', '<S-201>', '.',
    ])
  })

  it('links the entry that a line begins with, and not one that only begins like it', () => {
    expect(shown('A-101 c31: a door', [C3, C31])).toEqual(['<A-101 c31>', ': a door', '<A-101 c3>'])
  })

  it('leaves brackets of the drawing alone', () => {
    expect(shown('see [DETAIL 4]', [])).toEqual(['see [DETAIL 4]'])
  })

  it('names what the text does not', () => {
    expect(shown('Two entries.', [C3])).toEqual(['Two entries.', '<A-101 c3>'])
  })

  it('gives each line its own, so that a kept answer reads like one that comes', () => {
    expect(linesOf('1 entry.\nA-101 c3: a door\nThe end.', [C3, SHEET])).toEqual([
      { text: '1 entry.', citations: [] },
      { text: 'A-101 c3: a door', citations: [C3] },
      { text: 'The end.', citations: [SHEET] },
    ])
  })
})
