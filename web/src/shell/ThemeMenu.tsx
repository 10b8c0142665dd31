import { Monitor, Moon, Sun } from 'lucide-react'
import { Menu } from '../ui'
import { setTheme, useTheme } from './theme'

const ICONS = { system: Monitor, light: Sun, dark: Moon }

export function ThemeMenu() {
  const theme = useTheme()
  return (
    <Menu
      label={`Theme: ${theme}`}
      icon={ICONS[theme]}
      iconOnly
      items={[
        { label: 'As the device is set', icon: Monitor, onSelect: () => setTheme('system') },
        { label: 'Light', icon: Sun, onSelect: () => setTheme('light') },
        { label: 'Dark', icon: Moon, onSelect: () => setTheme('dark') },
      ]}
    />
  )
}
