import {
  Archive,
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  Loader,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import { Badge, type Tone } from './Badge'

type Look = [label: string, tone: Tone, icon: LucideIcon]

const LOOKS: Record<string, Look> = {
  // sessions
  waiting_for_pages: ['Reading sheets', 'accent', Loader],
  matching: ['Matching sheets', 'accent', Loader],
  comparing: ['Comparing', 'accent', Loader],
  completed: ['Completed', 'good', CircleCheck],
  completed_with_failures: ['Completed, some failed', 'warn', TriangleAlert],
  failed: ['Failed', 'bad', CircleAlert],
  cancelled: ['Cancelled', 'neutral', Ban],
  // versions
  uploaded: ['Waiting', 'neutral', CircleDashed],
  reading: ['Reading', 'accent', Loader],
  ready: ['Ready', 'good', CircleCheck],
  // sheets
  pending: ['Waiting', 'neutral', CircleDashed],
  // projects
  active: ['Active', 'neutral', CircleCheck],
  archived: ['Archived', 'neutral', Archive],
}

/** The status of a session, version, sheet or project. */
export function StatusBadge({ status }: { status: string }) {
  const [label, tone, icon] = LOOKS[status] ?? [status, 'neutral', CircleDashed]
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  )
}
