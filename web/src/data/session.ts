/** What the page begins with: its configuration, who uses it, and the API connected to both. */
import { createContext, use, useSyncExternalStore } from 'react'
import { connectApi } from './api'
import { loadConfig, type AppConfig } from './config'
import { GivenToken, SingleUser, type Identity, type SignIn } from './signIn'

export interface Start {
  config: AppConfig
  signIn: SignIn
}

/** Ask for the configuration and connect everything that follows from it. */
export async function start(): Promise<Start> {
  const config = await loadConfig()
  const signIn = signInOf(config)
  connectApi({
    baseUrl: config.api_url,
    token: signIn.token,
    onRefused: signIn.refused,
  })
  return { config, signIn }
}

function signInOf(config: AppConfig): SignIn {
  return config.sign_in === 'none' ? new SingleUser() : new GivenToken()
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
