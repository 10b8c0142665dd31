import { Radio, RefreshCw, WifiOff } from 'lucide-react'
import { Badge } from '../ui'
import { useConnection } from './connection'

export function ConnectionIndicator() {
  const connection = useConnection()
  return (
    <span role="status" aria-live="polite">
      {connection === 'live' && (
        <Badge tone="good" icon={Radio}>
          Live
        </Badge>
      )}
      {connection === 'reconnecting' && (
        <Badge tone="warn" icon={RefreshCw}>
          Reconnecting
        </Badge>
      )}
      {connection === 'offline' && (
        <Badge tone="bad" icon={WifiOff}>
          Offline
        </Badge>
      )}
    </span>
  )
}
