/** What the page begins with: its configuration, who uses it, and the API connected to both. */
import { createContext, use, useSyncExternalStore } from 'react'
import { connectApi } from './api'
import { loadConfig, type AppConfig } from './config'
import { connectKept } from './kept'
import { connectLiveSource } from './liveSource'
import { EmulatorSignIn, GivenToken, SingleUser, type Identity, type SignIn } from './signIn'
import { theUploads } from './uploads'

export type { Identity }

export interface Start {
  config: AppConfig
  signIn: SignIn
}

/** Ask for the configuration and connect everything that follows from it. */
export async function start(): Promise<Start> {
  const config = await loadConfig()
  const signIn = await connected(config)
  connectApi({
    baseUrl: config.api_url,
    token: signIn.token,
    onRefused: signIn.refused,
  })
  connectKept(() => signIn.current()?.userId ?? null)
  followUser(signIn)
  return { config, signIn }
}

/** Keep the uploads of one user from the next; whoever signs in again goes on with theirs. */
export function followUser(signIn: SignIn): void {
  let last: string | undefined
  const follow = () => {
    const userId = signIn.current()?.userId
    if (userId === undefined || userId === last) return
    last = userId
    theUploads().changeUser()
  }
  follow()
  signIn.subscribe(follow)
}

/** Connect what tells of changes, and return who tells who uses the page. */
async function connected(config: AppConfig): Promise<SignIn> {
  if (config.source === 'sse' || !config.firebase) {
    return config.sign_in === 'none' ? new SingleUser() : new GivenToken()
  }
  const { firebaseApp, firestoreSource, FirebaseSignIn } = await import('./firebase')
  const app = firebaseApp(config.firebase)
  const signIn =
    config.sign_in === 'emulator' ? new EmulatorSignIn() : new FirebaseSignIn(app, config.auth_emulator)
  connectLiveSource(firestoreSource(app, config, signIn.current()))
  return signIn
}

export const StartContext = createContext<Start | null>(null)

export function useStart(): Start {
  const found = use(StartContext)
  if (!found) throw new Error('useStart needs a StartContext')
  return found
}

/** Who has signed in; `null` when nobody has, `undefined` before that is known. */
export function useIdentity(): Identity | null | undefined {
  const { signIn } = useStart()
  return useSyncExternalStore(signIn.subscribe, signIn.current)
}
