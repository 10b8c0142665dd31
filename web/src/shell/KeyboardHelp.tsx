import { Fragment } from 'react'
import { Dialog } from '../ui'
import styles from './KeyboardHelp.module.css'
import { useShortcutGroups } from './shortcuts'

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const groups = useShortcutGroups().filter((group) => group.shortcuts.length > 0)
  return (
    <Dialog title="Keyboard" onClose={onClose} wide>
      <div className={styles.groups}>
        {groups.map(({ title, shortcuts }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl className={styles.list}>
              {shortcuts.map(({ keys, label }) => (
                <Fragment key={label}>
                  <dt>
                    {[keys].flat().map((key) => (
                      <kbd key={key}>{shown(key)}</kbd>
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.note}>
        Tab and Shift+Tab move between controls everywhere. Single letters can be turned off in your
        profile.
      </p>
    </Dialog>
  )
}

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': 'Space',
}

function shown(key: string): string {
  return NAMES[key] ?? key
}
