import { placeWords } from '@viewer/words.js'
import { useCallback, useMemo, useState } from 'react'
import { useChanges, useProject } from '../../data/queries'
import { useSheetSummary } from '../../data/sheetQueries'
import { mayEdit } from '../../data/statuses'
import type { Comparison } from '../../data/types'
import { SHEET_CHANGE_ID } from '../triage/statuses'
import { useTriaging, type Said } from '../triage/useTriaging'
import { AlignBar } from './AlignBar'
import { ChangesTab } from './ChangesTab'
import { ConflictDialog } from './ConflictDialog'
import { ConflictsDialog } from './ConflictsDialog'
import { DrawingProblem } from './DrawingProblem'
import { EditBar } from './EditBar'
import { isNewId } from './edits'
import { neighbour, NO_FILTERS } from './filters'
import { FollowDialog } from './FollowDialog'
import { frameOf, sheetSize } from './frame'
import { LayersPanel, type Marks } from './LayersPanel'
import { LeaveGuard } from './LeaveGuard'
import { Notices } from './Notices'
import styles from './Sheet.module.css'
import { SheetHeader } from './SheetHeader'
import { SheetPanel, type TabName } from './SheetPanel'
import { hasKeptPlaces, useAligning } from './useAligning'
import { useCompareAgain } from './useCompareAgain'
import { useDrawn } from './useDrawn'
import { keptEdits, useEditing } from './useEditing'
import { useListAsItStands } from './useListAsItStands'
import { useListed } from './useListed'
import { useSelection } from './useSelection'
import { useSeveral } from './useSeveral'
import { useSheetKeys } from './useSheetKeys'
import { modesOf, useTiles } from './useTiles'
import { useMode, useViewer } from './useViewer'
import { ViewerBar, type Tool } from './ViewerBar'

/** The page of a sheet whose comparison is there. */
export function Sheet({ comparison }: { comparison: Comparison }) {
  const id = comparison.comparison_id
  const { data: project } = useProject(comparison.project_id)
  const asked = useChanges(id)
  const { data: changes } = asked
  const summary = useSheetSummary(comparison).data?.summary
  const frame = useMemo(() => frameOf(comparison), [comparison])
  const triaging = useTriaging(id, comparison.session_id)
  useListAsItStands(comparison)

  const [tool, setTool] = useState<Tool>(() => keptTool(id))
  const [tab, setTab] = useState<TabName>('changes')
  const [filters, setFilters] = useState(NO_FILTERS)
  const [marks, setMarks] = useState<Marks>({ regions: true, clouds: false, muted: false })
  const selection = useSelection(useCallback(() => setTab('changes'), []))
  const { selected, select } = selection
  // What a person does to a region is where they look already.
  const selectInPlace = (change: string | null) => select(change, true)

  const { stageRef, viewer, state } = useViewer(selectInPlace)
  const tiles = useTiles(viewer, comparison, frame)
  const mode = useMode(state)
  const editing = useEditing({
    viewer,
    comparison,
    changes,
    isListKnown: asked.isSuccess && !asked.isFetching,
    frame,
    isOn: tool === 'edit',
    onSelect: selectInPlace,
  })
  const { decisions } = triaging
  const list = useListed({ changes, edits: editing.history.now, filters, summary, decisions, selected })
  const { shown, current, cited } = list
  const several = useSeveral(id, changes && shown, triaging)
  const size_pt = sheetSize(comparison, frame)
  const ledger = useDrawn({
    viewer, state, opened: tiles.opened, comparison, frame, list, filters, decisions, selection, marks, tool,
  })

  const aligning = useAligning(viewer, id, tool === 'align' ? tiles.opened : 0)
  const endAligning = () => {
    aligning.clear()
    setTool('none')
  }
  const compareAgain = useCompareAgain(comparison, frame, endAligning)

  // --- what this person may do, in this session --------------------------------------------------

  const mayChange = comparison.session_followed_by === null && mayEdit(project)
  const canEdit = mayChange && comparison.status === 'completed' && frame !== null
  const canAlign = comparison.kind === 'matched' && frame !== null
  const onAlign = mayChange && canAlign ? () => setTool('align') : null
  const canDecide = mayChange && triaging.isKnown
  const decideOf = (changeId: string) => (said: Said) => triaging.decide(changeId, said)
  const decide = canDecide && current && !isNewId(current.id) ? decideOf(current.id) : null
  const decideWhole = canDecide && comparison.sheet_triage !== null ? decideOf(SHEET_CHANGE_ID) : null
  const canMark = canDecide && tool !== 'edit'

  // --- keys --------------------------------------------------------------------------------------

  const step = (by: 1 | -1) => {
    const next = neighbour(shown, selection.latest.current, by)
    if (next) select(next)
  }
  const isMarking = canMark && several.marking.ids.length > 0
  const decideShown = decide ?? (current ? null : decideWhole)
  // While regions are edited no decision shows, and keys do nothing that is not seen.
  const decideByKey = tool === 'edit' ? null : isMarking ? several.decide : decideShown
  useSheetKeys({
    viewer,
    step,
    unselect: () => {
      editing.setAdding(false)
      if (isMarking) several.marking.clear()
      else select(null)
    },
    mark: canMark && current ? () => several.marking.toggle(current.id) : null,
    decide: decideByKey && ((status) => decideByKey({ status })),
    undo: tool === 'edit' ? editing.undo : null,
    redo: tool === 'edit' ? editing.redo : null,
  })

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
              isBusy={compareAgain.isBusy}
              onApply={onAlign && (() => compareAgain.run(aligning.complete))}
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
        <SheetPanel
          comparison={comparison}
          cited={cited}
          tab={tab}
          onTab={setTab}
          onSelect={select}
          editing={canEdit ? editing : null}
          onAlign={onAlign}
          changes={
            <ChangesTab
              comparison={comparison}
              changes={changes && list.listed}
              error={asked.error}
              onRetry={() => void asked.refetch()}
              shown={shown}
              filters={filters}
              known={list.known}
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
          }
        />
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
      {compareAgain.following && comparison.old_page !== null && comparison.new_page !== null && (
        <FollowDialog
          sessionId={compareAgain.following}
          oldPage={comparison.old_page}
          newPage={comparison.new_page}
          onClose={compareAgain.forget}
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
