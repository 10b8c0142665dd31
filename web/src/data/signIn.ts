/** Who uses the page, and the token that tells the API. */
import { fetched } from './errors'

export interface Identity {
  userId: string
  name: string
  email: string
  /** Nobody has followed the link yet that was sent to the address; the API does not believe it. */
  isUnverified?: boolean
}

export interface SignIn {
  /** Who has signed in, `null` when nobody has, `undefined` before that is known. */
  current: () => Identity | null | undefined
  /** The token to send; `null` where none is needed or nobody has signed in. */
  token: () => Promise<string | null>
  /** Call back on every change of `current`; returns what stops that. */
  subscribe: (listener: () => void) => () => void
  signOut: () => Promise<void>
  /** The API has refused the token. */
  refused: () => void
}

/** `buildtrace serve` on one machine: whoever reaches it is its user. */
export class SingleUser implements SignIn {
  private readonly user: Identity = { userId: 'local', name: 'This machine', email: '' }
  current = () => this.user
  token = () => Promise.resolve(null)
  subscribe = () => () => undefined
  signOut = () => Promise.resolve()
  refused = () => undefined
}

const TOKEN_KEY = 'buildtrace.token'

/** A bearer token that was given to the page; it is forgotten when the tab is closed. */
export class GivenToken implements SignIn {
  private readonly listeners = new Set<() => void>()
  private user: Identity | null
  private held: string | null

  constructor() {
    this.held = sessionStorage.getItem(TOKEN_KEY)
    this.user = this.held ? identityOf(this.held) : null
  }

  current = () => this.user
  token = () => Promise.resolve(this.held)

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Take a token; the API decides whether it believes it. */
  give(token: string): void {
    const user = identityOf(token.trim())
    if (!user) throw new Error('This is no token. Copy the whole of it, three parts with dots.')
    sessionStorage.setItem(TOKEN_KEY, token.trim())
    this.change(token.trim(), user)
  }

  signOut = () => this.forget()

  protected forget(): Promise<void> {
    sessionStorage.removeItem(TOKEN_KEY)
    this.change(null, null)
    return Promise.resolve()
  }

  refused = () => void this.signOut()

  private change(token: string | null, user: Identity | null): void {
    this.held = token
    this.user = user
    for (const listener of this.listeners) listener()
  }
}

/** The local stack: it gives a token to whoever asks, in the name they choose. */
export class EmulatorSignIn extends GivenToken {
  /** Begin the page anew as that user: Firestore's emulator is told who asks only once. */
  async signInAs(userId: string): Promise<void> {
    const body = JSON.stringify({ user_id: userId })
    const headers = { 'Content-Type': 'application/json' }
    const response = await fetched('/sign-in', { method: 'POST', headers, body })
    const { token } = (await response.json()) as { token: string }
    this.give(token)
    window.location.reload()
  }

  override signOut = async () => {
    await this.forget()
    window.location.reload()
  }
}

/** What a token says of its owner; not checked here, the API does that. */
function identityOf(token: string): Identity | null {
  try {
    const part = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) =>
      c.charCodeAt(0),
    )
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : '')
    return { userId: text('sub'), name: text('name') || text('email') || text('sub'), email: text('email') }
  } catch {
    return null
  }
}
