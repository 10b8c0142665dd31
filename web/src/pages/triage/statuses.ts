/** What may become of a change: how it is called, its key, its look. */
import { CircleCheck, CircleDashed, CircleHelp, CircleX, type LucideIcon } from 'lucide-react'
import type { TriageStatus } from '../../data/types'
import type { Tone } from '../../ui'

export const TRIAGE: Record<TriageStatus, { label: string; key: string; icon: LucideIcon; tone: Tone }> = {
  open: { label: 'Open', key: 'u', icon: CircleDashed, tone: 'neutral' },
  accepted: { label: 'Accepted', key: 'a', icon: CircleCheck, tone: 'good' },
  rejected: { label: 'Rejected', key: 'r', icon: CircleX, tone: 'bad' },
  needs_rfi: { label: 'Needs RFI', key: 'i', icon: CircleHelp, tone: 'warn' },
}

/** Of a comment. */
export const MOST_LETTERS = 1000

/** Stands for the sheet as a whole where a decision names a change. */
export const SHEET_CHANGE_ID = 'sheet'

export const TRIAGE_STATUSES = Object.keys(TRIAGE) as TriageStatus[]
