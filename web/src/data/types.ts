/** The API's answers by short names; `openapi.d.ts` is generated. */
import type { components } from './openapi'

type Schemas = components['schemas']

export type Project = Schemas['ProjectAnswer']
export type NewProject = Schemas['NewProject']
export type ProjectChange = Schemas['ProjectChange']
export type Role = Schemas['Role']
export type Member = Schemas['Member']
export type MemberList = Schemas['MemberList']
export type Invitation = Schemas['ReceivedInvitation']
export type Drawing = Schemas['DrawingAnswer']
export type Version = Schemas['VersionAnswer']
export type VersionRef = Schemas['VersionRef']
export type SheetPage = Schemas['PageAnswer']
export type SessionSummary = Schemas['SessionSummary']
export type Session = Schemas['SessionAnswer']
export type SessionProgress = Schemas['SessionProgress']
export type StageProgress = Schemas['StageProgress']
export type ComparisonRow = Schemas['ComparisonRow']
export type Comparison = Schemas['SheetAnswer']
export type Change = Schemas['Change']
export type ChangeCounts = Schemas['ChangeCounts']
export type Failure = Schemas['Failure']
export type SetSummary = Schemas['SetSummaryAnswer']
export type NewComparison = Schemas['NewComparison']

// The API's boxes and points are tuples; openapi-fetch widens them to lists of numbers.
export type RegionSaid = Schemas['RegionSaid']
export type ManualOverlay = Schemas['OverlayAnswer']
export type ManualRegion = Schemas['ManualRegion']
export type SheetSummary = Schemas['ChangeSummary']
export type Finding = Schemas['ChangeFound']
export type TriageSaid = Schemas['ChangeTriage']
export type Triage = Schemas['TriageAnswer']
export type TriageStatus = Schemas['TriageStatus']
export type Decision = Schemas['DecisionAnswer']
export type PointsOfPair = Schemas['Points']
export type Timeline = Schemas['Timeline']
export type ChangeKind = Schemas['ChangeKind']
export type ChangeCategory = Schemas['ChangeCategory']
export type RevisionCloud = Schemas['RevisionCloud']

/** The blob behind `ledger_url` (common/domain/ink_ledger.py). */
export interface InkLedger {
  dpi: number
  total_px: number
  muted: {
    reason: string
    ink_px: number
    place_count: number
    boxes_pt: [number, number, number, number][]
  }[]
}
