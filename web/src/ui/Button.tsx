import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Link } from 'react-router'
import styles from './Button.module.css'
import { classes } from './classes'

interface Look {
  /** primary: the one thing to do here; danger: cannot be undone. */
  kind?: 'primary' | 'secondary' | 'quiet' | 'danger'
  size?: 'm' | 's'
  icon?: LucideIcon | undefined
  /** Shows the icon alone; the children are its name. */
  iconOnly?: boolean
}

type ButtonProps = Look &
  ComponentProps<'button'> & {
    /** Working: it cannot be pressed again until that is done. */
    busy?: boolean
  }

export function Button({
  kind,
  size,
  icon,
  iconOnly,
  busy,
  className,
  children,
  ...rest
}: ButtonProps) {
  const look = { kind, size, icon, iconOnly } as Look
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy ?? undefined}
      aria-busy={busy ?? undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
      className={classes(classOf(look), className)}
      {...(iconOnly && typeof children === 'string' ? { title: children } : {})}
    >
      <Content {...look}>{children}</Content>
    </button>
  )
}

export function ButtonLink({
  kind,
  size,
  icon,
  iconOnly,
  className,
  children,
  ...rest
}: Look & ComponentProps<typeof Link>) {
  const look = { kind, size, icon, iconOnly } as Look
  return (
    <Link {...rest} className={classes(classOf(look), className)}>
      <Content {...look}>{children}</Content>
    </Link>
  )
}

/** A link to a file, or out of the app. */
export function ButtonAnchor({
  kind,
  size,
  icon,
  iconOnly,
  className,
  children,
  ...rest
}: Look & ComponentProps<'a'>) {
  const look = { kind, size, icon, iconOnly } as Look
  return (
    <a {...rest} className={classes(classOf(look), className)}>
      <Content {...look}>{children}</Content>
    </a>
  )
}

function classOf({ kind = 'secondary', size = 'm', iconOnly }: Look): string {
  return classes(styles.button, styles[kind], size === 's' && styles.small, iconOnly && styles.iconOnly)
}

function Content({ icon: Icon, iconOnly, children }: Look & { children: React.ReactNode }) {
  return (
    <>
      {Icon && <Icon size={16} aria-hidden="true" />}
      {iconOnly ? <span className="visually-hidden">{children}</span> : children}
    </>
  )
}
