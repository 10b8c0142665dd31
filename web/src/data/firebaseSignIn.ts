/** Sign-in by Firebase Authentication: address and password, or Google. */
import type { FirebaseApp } from 'firebase/app'
import {
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  getAuth,
  GoogleAuthProvider,
  onAuthStateChanged,
  sendEmailVerification,
  sendPasswordResetEmail,
  signInWithEmailAndPassword,
  signInWithPopup,
  signOut,
  type Auth,
  type User,
} from 'firebase/auth'
import { ApiError, unreachable } from './errors'
import type { Identity, SignIn } from './signIn'

const OFFLINE = 'auth/network-request-failed'
const WRONG_PAIR = 'Address and password do not belong together. Try again, or reset the password.'
const WORDS: Record<string, string> = {
  'auth/invalid-credential': WRONG_PAIR,
  // A project that tells accounts from none says these instead; nobody is told more by us.
  'auth/user-not-found': WRONG_PAIR,
  'auth/wrong-password': WRONG_PAIR,
  'auth/user-disabled': 'This account is turned off. Ask whoever runs this server.',
  'auth/admin-restricted-operation': 'Accounts are made by whoever runs this server. Ask them for one.',
  'auth/account-exists-with-different-credential':
    'There is an account with this address that signs in another way. Take that one.',
  'auth/email-already-in-use': 'There is an account with this address. Sign in, or reset its password.',
  'auth/weak-password': 'The password is too short. Take at least 12 characters.',
  'auth/invalid-email': 'This is no address. Write it like name@example.com.',
  'auth/too-many-requests': 'There were too many tries. Wait some minutes, or reset the password.',
  'auth/popup-blocked': 'The browser has blocked the window of Google. Allow it for this page, and try again.',
  [OFFLINE]: 'The sign-in service does not answer. Check your connection.',
}
const UNAVAILABLE = 'The sign-in service has no answer for you at the moment. Try again in a minute.'
const ENDED = [
  'auth/user-token-expired',
  'auth/user-disabled',
  'auth/user-not-found',
  'auth/invalid-refresh-token',
]
const CLOSED = ['auth/popup-closed-by-user', 'auth/cancelled-popup-request']

/** How people sign in here; types alone, so that a page without Firebase does not load it. */
export type FirebaseActions = Pick<
  FirebaseSignIn,
  'withPassword' | 'withGoogle' | 'create' | 'resetPassword' | 'sendLink'
>

export class FirebaseSignIn implements SignIn {
  private readonly auth: Auth
  private readonly listeners = new Set<() => void>()
  private user: User | null | undefined
  private identity: Identity | null | undefined

  /** `emulator` is HOST:PORT of one that stands in for Firebase. */
  constructor(app: FirebaseApp, emulator?: string) {
    this.auth = getAuth(app)
    // The library's own warning is markup with styles in it, which the page's policy refuses.
    if (emulator) connectAuthEmulator(this.auth, `http://${emulator}`, { disableWarnings: true })
    onAuthStateChanged(this.auth, (user) => this.tell(user))
    // The link is followed in another window; when it could not be asked, the next look does.
    window.addEventListener('focus', () => void this.look().catch(() => undefined))
  }

  current = () => this.identity

  /** The token to send; throws ApiError when a new one is needed and cannot be had. */
  token = async () => {
    if (!this.user) return null
    try {
      return await this.user.getIdToken()
    } catch (error) {
      if (codeOf(error) === OFFLINE) throw unreachable()
      if (!ENDED.includes(codeOf(error))) throw new ApiError(503, 'sign_in_unavailable', UNAVAILABLE)
      // The library itself signs out some of them, and leaves who was deleted on the page.
      await this.signOut()
      throw new ApiError(401, 'signed_out', 'Your sign-in has ended. Sign in again.')
    }
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  signOut = () => signOut(this.auth)
  refused = () => void this.signOut()

  withPassword = (email: string, password: string) =>
    said(signInWithEmailAndPassword(this.auth, email, password))

  withGoogle = () => said(signInWithPopup(this.auth, new GoogleAuthProvider()))

  /** Make an account; invitations by address reach it when the address is verified. */
  create = async (email: string, password: string) => {
    const made = await said(createUserWithEmailAndPassword(this.auth, email, password))
    if (made) await said(sendEmailVerification(made.user))
  }

  /** Send the link once more by which the address is verified. */
  sendLink = async () => {
    if (this.user) await said(sendEmailVerification(this.user))
  }

  /** Send a link for a new password; whether there is such an account is told to nobody. */
  resetPassword = (email: string) =>
    said(
      sendPasswordResetEmail(this.auth, email).catch((error: unknown) => {
        if (codeOf(error) !== 'auth/user-not-found') throw error
      }),
    )

  /** Ask whether the link was followed meanwhile: only a new token says so to the API. */
  private async look(): Promise<void> {
    const { user } = this
    if (!user || isVerified(user)) return
    await user.reload()
    if (!isVerified(user)) return
    await user.getIdToken(true)
    this.tell(user)
  }

  private tell(user: User | null): void {
    this.user = user
    this.identity = user && identityOf(user)
    for (const listener of this.listeners) listener()
  }
}

function identityOf(user: User): Identity {
  const email = user.email ?? ''
  const isUnverified = email !== '' && !isVerified(user)
  return { userId: user.uid, name: user.displayName ?? email, email, isUnverified }
}

const isVerified = (user: User): boolean => user.emailVerified

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** Wait for Firebase and say what went wrong in our words; a window that was closed is no error. */
async function said<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    const code = codeOf(error)
    if (CLOSED.includes(code)) return undefined
    throw new Error(WORDS[code] ?? `Signing in failed (${code}). Try again in a minute.`)
  }
}
