/** Numbers and states as words, the same on every page. */

/** `1 sheet`, `2 sheets`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** What people call a version of a drawing: its label, else its number. */
export function versionLabel(version: { version_label: string; version_number: number }): string {
  return version.version_label || `Version ${version.version_number}`
}

/** A share of 0 to 1: `87 %`. */
export const percent = (share: number) => `${Math.round(100 * share)} %`

/** A size as people say it. */
export function bytes(count: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB']
  let value = count
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`
}

/** A span as people say it: `8 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
