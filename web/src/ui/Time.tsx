const DAY_MS = 86_400_000
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const sameYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const otherYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' })

/** A moment: how long ago when that is recent, else its date; exactly on hover. */
export function Time({ at }: { at: string }) {
  const moment = new Date(at)
  return (
    <time dateTime={at} title={exact.format(moment)}>
      {spoken(moment, new Date())}
    </time>
  )
}

export function spoken(moment: Date, now: Date): string {
  const ago = now.getTime() - moment.getTime()
  if (ago < 60_000) return 'just now'
  if (ago < 3_600_000) return relative.format(-Math.floor(ago / 60_000), 'minute')
  if (ago < DAY_MS) return relative.format(-Math.floor(ago / 3_600_000), 'hour')
  if (ago < 7 * DAY_MS) return relative.format(-Math.floor(ago / DAY_MS), 'day')
  return (moment.getFullYear() === now.getFullYear() ? sameYear : otherYear).format(moment)
}
