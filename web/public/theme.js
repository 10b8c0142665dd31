// Before anything is painted: the theme that was chosen, so that no page flashes in the other one.
try {
  const chosen = localStorage.getItem('buildtrace.theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // No storage, no choice: the system's theme it is.
}
