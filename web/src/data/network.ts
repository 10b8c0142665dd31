/** Whether this device has a network. A server on this very machine needs none. */
import { useSyncExternalStore } from 'react'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

export const network = {
  isOffline: (): boolean => !navigator.onLine && !LOOPBACK.includes(window.location.hostname),
}

export function useIsOffline(): boolean {
  return useSyncExternalStore(subscribe, network.isOffline)
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}
