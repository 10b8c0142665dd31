/** Firebase's parts of this page; loaded only where the configuration asks for them. */
import { initializeApp, type FirebaseApp } from 'firebase/app'
import { connectFirestoreEmulator, getFirestore } from 'firebase/firestore'
import type { AppConfig, FirebaseConfig } from './config'
import { FirestoreSource } from './liveFirestore'
import type { Identity } from './signIn'

export { FirebaseSignIn } from './firebaseSignIn'

export function firebaseApp(config: FirebaseConfig): FirebaseApp {
  return initializeApp({
    apiKey: config.api_key,
    authDomain: config.auth_domain,
    projectId: config.project_id,
    appId: config.app_id,
  })
}

/** The source over Firestore; without Firebase's sign-in an emulator is told here who asks. */
export function firestoreSource(
  app: FirebaseApp,
  config: AppConfig,
  identity: Identity | null | undefined,
): FirestoreSource {
  const database = getFirestore(app)
  const [host, port] = (config.firestore_emulator ?? '').split(':')
  if (host && port) {
    const isToldHere = identity && config.sign_in === 'emulator'
    const asUser = isToldHere ? { mockUserToken: { sub: identity.userId } } : {}
    connectFirestoreEmulator(database, host, Number(port), asUser)
  }
  return new FirestoreSource(database)
}
