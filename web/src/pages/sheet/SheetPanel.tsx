import type { ReactNode } from 'react'
import type { Comparison } from '../../data/types'
import { AlignmentTab } from './AlignmentTab'
import { HistoryTab } from './HistoryTab'
import { PanelTabs } from './PanelTabs'
import styles from './Sheet.module.css'
import { SummaryTab } from './SummaryTab'
import type { Editing } from './useEditing'

export type TabName = 'changes' | 'summary' | 'alignment' | 'history'

interface SheetPanelProps {
  comparison: Comparison
  /** The change list. */
  changes: ReactNode
  /** The changes that the summary gives for what it says. */
  cited: ReadonlySet<string>
  tab: TabName
  onTab: (tab: TabName) => void
  onSelect: (change: string) => void
  /** `null`: this person, or this session, takes no corrections. */
  editing: Editing | null
  onAlign: (() => void) | null
}

/** Beside the drawing: the changes of the sheet, and what else is known of it. */
export function SheetPanel(props: SheetPanelProps) {
  const { comparison, cited, editing } = props
  return (
    <aside className={styles.panel} aria-label="Sheet">
      <PanelTabs
        label="Sheet"
        chosen={props.tab}
        onChoose={props.onTab}
        tabs={[
          { name: 'changes', label: 'Changes', content: props.changes },
          {
            name: 'summary',
            label: comparison.summary_is_due ? 'Summary …' : 'Summary',
            content: (
              <SummaryTab
                comparison={comparison}
                cited={cited}
                canEdit={editing !== null}
                onSelect={props.onSelect}
              />
            ),
          },
          {
            name: 'alignment',
            label: 'Alignment',
            content: <AlignmentTab comparison={comparison} onAlign={props.onAlign} />,
          },
          {
            name: 'history',
            label: 'History',
            content: (
              <HistoryTab
                comparison={comparison}
                onRestore={editing && ((change) => void editing.restore(change))}
                onWithdraw={editing && (() => void editing.withdraw())}
              />
            ),
          },
        ]}
      />
    </aside>
  )
}
