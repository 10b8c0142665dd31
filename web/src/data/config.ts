/** Where data comes from and who signs people in: `/config.json`, which the server provides. */
import { fetched } from './errors'

export interface FirebaseConfig {
  api_key: string
  auth_domain: string
  project_id: string
  app_id: string
}

export interface AppConfig {
  /** What tells of changes while a session runs. */
  source: 'sse' | 'firestore'
  /** Before `/api`; empty on the server that the page came from. */
  api_url: string
  /**
   * none: one user on one machine. token: any issuer's bearer token, pasted. emulator: the local
   * stack gives tokens for any name. firebase: Firebase Authentication.
   */
  sign_in: 'none' | 'token' | 'emulator' | 'firebase'
  firebase?: FirebaseConfig
  /** HOST:PORT of a Firestore emulator. */
  firestore_emulator?: string
  /** HOST:PORT of an emulator of Firebase Authentication. */
  auth_emulator?: string
}

/** Ask the server; the page cannot begin without. */
export async function loadConfig(): Promise<AppConfig> {
  const response = await fetched('/config.json', { cache: 'no-cache' })
  return (await response.json()) as AppConfig
}
