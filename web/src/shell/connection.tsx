import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { Connection } from '../data/liveSource'
import { useIsOffline } from '../data/network'

interface Told {
  connection: Connection | null
  set: (connection: Connection | null) => void
}

const Context = createContext<Told>({ connection: null, set: () => undefined })

export function ConnectionProvider({ children }: { children: ReactNode }) {
  const [connection, set] = useState<Connection | null>(null)
  const value = useMemo(() => ({ connection, set }), [connection])
  return <Context value={value}>{children}</Context>
}

/** Show the state of a page's live connection in the header while the page is there. */
export function useShowConnection(connection: Connection | null): void {
  const { set } = use(Context)
  useEffect(() => {
    set(connection)
    return () => set(null)
  }, [connection, set])
}

/** What the header shows; `null` where nothing is followed and the network is there. */
export function useConnection(): Connection | null {
  const { connection } = use(Context)
  return useIsOffline() ? 'offline' : connection
}
