import { Keyboard } from 'lucide-react'
import { useState } from 'react'
import { Link, Outlet, ScrollRestoration, useNavigate } from 'react-router'
import { Button } from '../ui'
import { ConnectionIndicator } from './ConnectionIndicator'
import { ConnectionProvider, useConnection } from './connection'
import { CrumbsProvider, useShownCrumbs } from './crumbs'
import { KeyboardHelp } from './KeyboardHelp'
import styles from './Shell.module.css'
import { ShortcutsProvider, useShortcuts } from './shortcuts'
import { ThemeMenu } from './ThemeMenu'
import { UserMenu } from './UserMenu'

/** What is around every page. */
export function Shell() {
  return (
    <ShortcutsProvider>
      <CrumbsProvider>
        <ConnectionProvider>
          <Frame />
          <ScrollRestoration />
        </ConnectionProvider>
      </CrumbsProvider>
    </ShortcutsProvider>
  )
}

function Frame() {
  const [isHelpOpen, setHelpOpen] = useState(false)
  const navigate = useNavigate()
  useShortcuts('Everywhere', [
    { keys: '?', label: 'Show this help', run: () => setHelpOpen(true) },
    { keys: 'p', label: 'Go to the projects', run: () => void navigate('/') },
  ])
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <header className={styles.header}>
        <Breadcrumb />
        <div className={styles.tools}>
          <ConnectionIndicator />
          <Button kind="quiet" icon={Keyboard} iconOnly onClick={() => setHelpOpen(true)}>
            Keyboard help
          </Button>
          <ThemeMenu />
          <UserMenu />
        </div>
      </header>
      <OfflineNotice />
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      {isHelpOpen && <KeyboardHelp onClose={() => setHelpOpen(false)} />}
    </>
  )
}

function Breadcrumb() {
  const crumbs = useShownCrumbs()
  return (
    <nav aria-label="Breadcrumb" className={styles.breadcrumb}>
      <ol>
        <li>
          <Link to="/" className={styles.brand}>
            <img src="/icon.svg" alt="" width="22" height="22" />
            <span>BuildTrace</span>
          </Link>
        </li>
        {crumbs.map(({ label, to }, index) => (
          <li key={to}>
            <Link to={to} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
              {label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function OfflineNotice() {
  if (useConnection() !== 'offline') return null
  return (
    <p className={styles.offline} role="alert">
      You are offline. What you see may be out of date; it is loaded again as soon as the connection
      is back, and uploads go on where they stopped.
    </p>
  )
}
