import { Badge, type Tone } from './Badge'

const TONES: Record<string, Tone> = { high: 'bad', medium: 'warn', low: 'neutral' }

/** How much a finding of a summary matters. */
export function SeverityBadge({ severity }: { severity: string }) {
  return <Badge tone={TONES[severity] ?? 'neutral'}>{severity}</Badge>
}
