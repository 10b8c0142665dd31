import { gradeBadge } from '@viewer/words.js'
import { Badge, type Tone } from '../ui'

/** How far the alignment of two sheets may be trusted, in the report's words. */
export function GradeBadge({ grade }: { grade: string }) {
  const [words, tone] = gradeBadge(grade)
  return <Badge tone={tone as Tone}>{words}</Badge>
}
