/** Sign-in by Firebase Authentication: address and password, or Google. */
import type { FirebaseApp } from 'firebase/app'
import {
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
import type { Identity, SignIn } from './signIn'

const WORDS: Record<string, string> = {
  'auth/invalid-credential': 'Address and password do not belong together. Try again, or reset the password.',
  'auth/email-already-in-use': 'There is an account with this address. Sign in, or reset its password.',
  'auth/weak-password': 'The password is too short. Take at least 12 characters.',
  'auth/invalid-email': 'This is no address. Write it like name@example.com.',
  'auth/too-many-requests': 'There were too many tries. Wait some minutes, or reset the password.',
  'auth/popup-blocked': 'The browser has blocked the window of Google. Allow it for this page, and try again.',
  'auth/network-request-failed': 'The sign-in service does not answer. Check your connection.',
}
const CLOSED = ['auth/popup-closed-by-user', 'auth/cancelled-popup-request']

/** How people sign in here; types alone, so that a page without Firebase does not load it. */
export type FirebaseActions = Pick<
  FirebaseSignIn,
  'withPassword' | 'withGoogle' | 'create' | 'resetPassword'
>

export class FirebaseSignIn implements SignIn {
  private readonly auth: Auth
  private readonly listeners = new Set<() => void>()
  private user: User | null | undefined
  private identity: Identity | null | undefined

  constructor(app: FirebaseApp) {
    this.auth = getAuth(app)
    onAuthStateChanged(this.auth, (user) => {
      this.user = user
      this.identity = user && identityOf(user)
      for (const listener of this.listeners) listener()
    })
  }

  current = () => this.identity
  token = async () => (this.user ? this.user.getIdToken() : null)

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

  resetPassword = (email: string) => said(sendPasswordResetEmail(this.auth, email))
}

function identityOf(user: User): Identity {
  const email = user.email ?? ''
  return { userId: user.uid, name: user.displayName ?? email, email }
}

/** Wait for Firebase and say what went wrong in our words; a window that was closed is no error. */
async function said<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (CLOSED.includes(code)) return undefined
    throw new Error(WORDS[code] ?? `Signing in failed (${code}). Try again in a minute.`)
  }
}
