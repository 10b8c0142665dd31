import { placeWords } from '@viewer/words.js'
import type { Region, Size } from '@viewer/types.js'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { messageOf } from '../../data/errors'
import { useChanges, useProject } from '../../data/queries'
import { useCorrect } from '../../data/reviews'
import { useLedger, useSheetSummary } from '../../data/sheetQueries'
import { isUncertain, mayEdit } from '../../data/statuses'
import type { Comparison } from '../../data/types'
import { useToasts } from '../../ui'
import { SHEET_CHANGE_ID } from '../triage/statuses'
import { useTriaging, type Said } from '../triage/useTriaging'
import { AlignBar } from './AlignBar'
import { AlignmentTab } from './AlignmentTab'
import { ChangesTab } from './ChangesTab'
import { ConflictDialog } from './ConflictDialog'
import { ConflictsDialog } from './ConflictsDialog'
import { DrawingProblem } from './DrawingProblem'
import { EditBar } from './EditBar'
import { isNewId, shownChanges } from './edits'
import { filtered, isFiltering, neighbour, NO_FILTERS, tradesOf } from './filters'
import { FollowDialog } from './FollowDialog'
import { frameOf, pairOf } from './frame'
import { HistoryTab } from './HistoryTab'
import { LayersPanel, type Marks } from './LayersPanel'
import { LeaveGuard } from './LeaveGuard'
import { citedBy } from './Linked'
import { marksOf, regionsOf } from './marks'
import { Notices } from './Notices'
import { PanelTabs } from './PanelTabs'
import { rememberMode } from './preferences'
import styles from './Sheet.module.css'
import { SheetHeader } from './SheetHeader'
import { SummaryTab } from './SummaryTab'
import { hasKeptPlaces, useAligning } from './useAligning'
import { keptEdits, useEditing } from './useEditing'
import { useListAsItStands } from './useListAsItStands'
import { useSeveral } from './useSeveral'
import { useSheetKeys } from './useSheetKeys'
import { modesOf, useTiles } from './useTiles'
import { useMode, useViewer } from './useViewer'
import { ViewerBar, type Tool } from './ViewerBar'

type TabName = 'changes' | 'summary' | 'alignment' | 'history'

/** The page of a sheet whose comparison is there. */
export function Sheet({ comparison }: { comparison: Comparison }) {
  const id = comparison.comparison_id
  const { data: project } = useProject(comparison.project_id)
  const list = useChanges(id)
  const { data: changes, error: changesError } = list
  const summary = useSheetSummary(comparison).data?.summary
  const frame = useMemo(() => frameOf(comparison), [comparison])
  const triaging = useTriaging(id, comparison.session_id)
  useListAsItStands(comparison)

  const [tool, setTool] = useState<Tool>(() => keptTool(id))
  const [tab, setTab] = useState<TabName>('changes')
  const [filters, setFilters] = useState(NO_FILTERS)
  const [marks, setMarks] = useState<Marks>({ regions: true, clouds: false, muted: false })
  const [following, setFollowing] = useState<string | null>(null)
  const { data: ledger } = useLedger(comparison, marks.muted)

  const [params, setParams] = useSearchParams()
  const selected = params.get('change')
  const isFromDrawing = useRef(false)
  // A key that is held down goes on from here: the address comes later.
  const latest = useRef(selected)
  useEffect(() => {
    latest.current = selected
  }, [selected])
  const select = useCallback(
    (change: string | null, fromDrawing = false) => {
      isFromDrawing.current = fromDrawing
      latest.current = change
      setParams((now) => {
        if (change) now.set('change', change)
        else now.delete('change')
        return now
      }, { replace: true, preventScrollReset: true })
      if (change) setTab('changes')
    },
    [setParams],
  )

  const { stageRef, viewer, state } = useViewer((change) => select(change, true))
  const tiles = useTiles(viewer, comparison, frame)
  const mode = useMode(state)
  const isLast = comparison.session_followed_by === null
  const mayChange = isLast && mayEdit(project)
  // What a person does to a region is where they look already.
  const selectInPlace = (change: string | null) => select(change, true)
  const editing = useEditing({
    viewer,
    comparison,
    changes,
    isListKnown: list.isSuccess && !list.isFetching,
    frame,
    isOn: tool === 'edit',
    onSelect: selectInPlace,
  })
  const aligning = useAligning(viewer, id, tool === 'align' ? tiles.opened : 0)
  const correct = useCorrect(comparison.session_id, comparison.project_id)
  const { done, failed } = useToasts()

  const listed = useMemo(() => shownChanges(changes ?? [], editing.history.now), [changes, editing.history.now])
  const known = useMemo(
    () => ({ trades: tradesOf(summary), decisions: triaging.decisions }),
    [summary, triaging.decisions],
  )
  const shown = useMemo(() => filtered(listed, filters, known), [listed, filters, known])
  const several = useSeveral(id, changes && shown, triaging)
  const { marking } = several
  const ids = useMemo(() => new Set(listed.map((change) => change.id)), [listed])
  const cited = useMemo(() => citedBy(summary, ids), [summary, ids])
  const current = listed.find((change) => change.id === selected)
  const size_pt: Size = frame && comparison.overlay_size
    ? {
        width: (comparison.overlay_size.width_px - frame.left_px) / frame.px_per_pt,
        height: comparison.overlay_size.height_px / frame.px_per_pt,
      }
    : { width: 1, height: 1 }

  // --- what the drawing shows ------------------------------------------------------------------

  const regions: readonly Region[] = useMemo(
    () => (frame ? regionsOf(listed, shown, frame, isFiltering(filters), triaging.decisions, selected) : []),
    [frame, listed, shown, filters, triaging.decisions, selected],
  )
  const otherMarks = useMemo(
    () => (frame ? marksOf(frame, marks.clouds ? comparison.revision_clouds : [], marks.muted ? ledger : undefined) : []),
    [frame, marks, comparison.revision_clouds, ledger],
  )
  useEffect(() => {
    if (!tiles.opened) return
    viewer?.setRegions(regions)
    viewer?.showRegions(marks.regions && tool !== 'align')
  }, [viewer, tiles.opened, regions, marks.regions, tool])
  useEffect(() => viewer?.setMarks(otherMarks), [viewer, tiles.opened, otherMarks])
  const isListed = selected !== null && ids.has(selected)
  useEffect(() => {
    if (!tiles.opened) return
    viewer?.select(isListed ? selected : null, { isGliding: !isFromDrawing.current })
    isFromDrawing.current = false
  }, [viewer, tiles.opened, selected, isListed])
  useEffect(() => {
    viewer?.canvas.setAttribute('aria-label', drawingWords(comparison))
  }, [viewer, comparison])
  useEffect(() => {
    if (tiles.opened && !isUncertain(comparison) && tool === 'none') rememberMode(mode)
  }, [mode, tiles.opened, comparison, tool])

  // --- what a person does ----------------------------------------------------------------------

  const step = (by: 1 | -1) => {
    const next = neighbour(shown, latest.current, by)
    if (next) select(next)
  }
  const canDecide = mayChange && triaging.isKnown
  const decideOf = (changeId: string) => (said: Said) => triaging.decide(changeId, said)
  const decide = canDecide && current && !isNewId(current.id) ? decideOf(current.id) : null
  const decideWhole = canDecide && comparison.sheet_triage !== null ? decideOf(SHEET_CHANGE_ID) : null
  const canMark = canDecide && tool !== 'edit'
  const isMarking = canMark && marking.ids.length > 0
  const decideShown = decide ?? (current ? null : decideWhole)
  // While regions are edited no decision shows, and keys do nothing that is not seen.
  const decideByKey = tool === 'edit' ? null : isMarking ? several.decide : decideShown
  useSheetKeys({
    viewer,
    step,
    unselect: () => {
      editing.setAdding(false)
      if (isMarking) marking.clear()
      else select(null)
    },
    mark: canMark && current ? () => marking.toggle(current.id) : null,
    decide: decideByKey && ((status) => decideByKey({ status })),
    undo: tool === 'edit' ? editing.undo : null,
    redo: tool === 'edit' ? editing.redo : null,
  })
  const endAligning = () => {
    aligning.clear()
    setTool('none')
  }
  const compareAgain = () => {
    if (!frame || comparison.old_page === null || comparison.new_page === null) return
    const points = aligning.complete.map((pair) => pairOf(frame, comparison.alignment, pair))
    correct.mutate(
      { alignments: [{ old_page: comparison.old_page, new_page: comparison.new_page, points }] },
      {
        onSuccess: ({ session_id }) => {
          endAligning()
          setFollowing(session_id)
          done('A new comparison follows this one, with your places.')
        },
        onError: (reason) => failed(messageOf(reason)),
      },
    )
  }

  const canAlign = comparison.kind === 'matched' && frame !== null
  const onAlign = mayChange && canAlign ? () => setTool('align') : null
  const canEdit = mayChange && comparison.status === 'completed' && frame !== null

  return (
    <div className={styles.page}>
      <SheetHeader comparison={comparison} />
      <Notices
        comparison={comparison}
        followedBy={comparison.session_followed_by}
        onAlign={tool === 'none' ? onAlign : null}
        onShowSide={mode === 'side' ? null : () => viewer?.setMode('side')}
      />
      <div className={styles.body}>
        <section className={styles.drawing} aria-label="Drawing">
          <ViewerBar
            viewer={viewer}
            state={state}
            modes={modesOf(comparison)}
            tool={tool}
            onTool={canEdit ? setTool : null}
            canAlign={canAlign}
            layers={
              <LayersPanel
                viewer={viewer}
                marks={marks}
                onMarks={setMarks}
                cloudCount={comparison.revision_clouds.length}
                ledger={ledger}
                hasLedger={comparison.ledger_url !== null}
              />
            }
          />
          {tool === 'edit' && <EditBar editing={editing} maySave={canEdit} onEnd={() => setTool('none')} />}
          {tool === 'align' && (
            <AlignBar
              aligning={aligning}
              isBusy={correct.isPending}
              onApply={onAlign && compareAgain}
              onEnd={endAligning}
            />
          )}
          <div className={styles.frame}>
            {/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- the drawing is moved by keys */}
            <div
              ref={stageRef}
              className={styles.stage}
              tabIndex={0}
              role="group"
              aria-label="Drawing. Shift and arrow keys move it, plus and minus zoom, question mark lists all keys."
            />
            {/* eslint-enable jsx-a11y/no-noninteractive-tabindex */}
            <DrawingProblem isWithoutFrame={comparison.tiles_url !== null && frame === null} tiles={tiles} />
          </div>
          <p className="visually-hidden" role="status">
            {current && `Change ${current.id}, ${placeWords(current.box_pt, size_pt)}`}
          </p>
        </section>
        <aside className={styles.panel} aria-label="Sheet">
          <PanelTabs
            label="Sheet"
            chosen={tab}
            onChoose={setTab}
            tabs={[
              {
                name: 'changes',
                label: 'Changes',
                content: (
                  <ChangesTab
                    comparison={comparison}
                    changes={changes && listed}
                    error={changesError}
                    onRetry={() => void list.refetch()}
                    shown={shown}
                    filters={filters}
                    known={known}
                    cited={cited}
                    onFilter={setFilters}
                    current={current}
                    size_pt={size_pt}
                    onSelect={select}
                    onStep={step}
                    editing={tool === 'edit' ? editing : null}
                    triaging={triaging}
                    several={canMark ? several : null}
                    onDecide={decide}
                    onDecideWhole={decideWhole}
                  />
                ),
              },
              {
                name: 'summary',
                label: comparison.summary_is_due ? 'Summary …' : 'Summary',
                content: <SummaryTab comparison={comparison} cited={cited} canEdit={canEdit} onSelect={select} />,
              },
              {
                name: 'alignment',
                label: 'Alignment',
                content: <AlignmentTab comparison={comparison} onAlign={onAlign} />,
              },
              {
                name: 'history',
                label: 'History',
                content: (
                  <HistoryTab
                    comparison={comparison}
                    onRestore={canEdit ? (change) => void editing.restore(change) : null}
                    onWithdraw={canEdit ? () => void editing.withdraw() : null}
                  />
                ),
              },
            ]}
          />
        </aside>
      </div>
      <LeaveGuard
        isDirty={editing.isDirty || triaging.drafts.isDirty || several.isDirty}
        onLeave={() => {
          editing.discard()
          triaging.drafts.discard()
          several.discard()
        }}
      />
      {editing.isSettling && (
        <ConflictsDialog
          conflicts={editing.conflicts}
          onKeepMine={editing.keepMine}
          onTakeTheirs={editing.takeTheirs}
          onClose={() => editing.settle(false)}
        />
      )}
      {editing.conflict && <ConflictDialog editing={editing} why={editing.conflict} />}
      {following && comparison.old_page !== null && comparison.new_page !== null && (
        <FollowDialog
          sessionId={following}
          oldPage={comparison.old_page}
          newPage={comparison.new_page}
          onClose={() => setFollowing(null)}
        />
      )}
    </div>
  )
}

/** The tool whose work was not finished before a sign-in or a reload. */
function keptTool(comparisonId: string): Tool {
  if (keptEdits(comparisonId).size > 0) return 'edit'
  return hasKeptPlaces(comparisonId) ? 'align' : 'none'
}

function drawingWords({ drawing_name, title, changes_count, kind, alignment_grade }: Comparison): string {
  const found = changes_count === null ? 'without a change list' : `with ${changes_count} changes`
  const isApart = alignment_grade === 'not_comparable'
  const laid = kind !== 'matched' ? `${kind} as a whole` : `old and new ${isApart ? 'beside' : 'on'} one another`
  return `Sheet ${drawing_name} ${title}, ${laid}, ${found}`
}
