import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import { Button } from './Button'
import styles from './Toast.module.css'

interface Toast {
  id: number
  kind: 'done' | 'failed'
  text: string
}

interface Toasts {
  /** Say that something was done; it goes away by itself. */
  done: (text: string) => void
  /** Say that something failed; it stays until it is closed. */
  failed: (text: string) => void
}

const Context = createContext<Toasts | null>(null)
const SHOWN_MS = 6000
let lastId = 0

export function useToasts(): Toasts {
  const toasts = use(Context)
  if (!toasts) throw new Error('useToasts needs a ToastProvider')
  return toasts
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Toast[]>([])
  const close = useCallback((id: number) => {
    setShown((now) => now.filter((toast) => toast.id !== id))
  }, [])
  const toasts = useMemo<Toasts>(() => {
    const add = (kind: Toast['kind'], text: string) => {
      const id = ++lastId
      setShown((now) => [...now.filter((toast) => toast.text !== text), { id, kind, text }])
      if (kind === 'done') setTimeout(() => close(id), SHOWN_MS)
    }
    return { done: (text) => add('done', text), failed: (text) => add('failed', text) }
  }, [close])

  return (
    <Context value={toasts}>
      {children}
      <div className={styles.stack} role="status">
        {shown.map(({ id, kind, text }) => (
          <div key={id} className={styles.toast} data-kind={kind}>
            {kind === 'done' ? (
              <CircleCheck size={18} aria-hidden="true" />
            ) : (
              <CircleAlert size={18} aria-hidden="true" />
            )}
            <p>{text}</p>
            <Button kind="quiet" size="s" icon={X} iconOnly onClick={() => close(id)}>
              Close this message
            </Button>
          </div>
        ))}
      </div>
    </Context>
  )
}
