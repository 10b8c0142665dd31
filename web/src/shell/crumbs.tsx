import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'

export interface Crumb {
  label: string
  to: string
}

interface Crumbs {
  crumbs: Crumb[]
  set: (crumbs: Crumb[]) => void
}

const Context = createContext<Crumbs>({ crumbs: [], set: () => undefined })

export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [crumbs, set] = useState<Crumb[]>([])
  const value = useMemo(() => ({ crumbs, set }), [crumbs])
  return <Context value={value}>{children}</Context>
}

export const useShownCrumbs = () => use(Context).crumbs

/** Say where this page is: the way down to it, itself last; also the window's title. */
export function useCrumbs(...crumbs: Crumb[]): void {
  const { set } = use(Context)
  const key = JSON.stringify(crumbs)
  useEffect(() => {
    const shown = JSON.parse(key) as Crumb[]
    set(shown)
    document.title = [...shown.map((crumb) => crumb.label).reverse(), 'BuildTrace'].join(' · ')
    return () => set([])
  }, [key, set])
}
