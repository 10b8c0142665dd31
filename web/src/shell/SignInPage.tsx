import { FirebaseForm } from './FirebaseForm'
import styles from './SignInPage.module.css'
import { EmulatorForm, TokenForm } from './TokenForms'
import { useStart } from '../data/session'

export function SignInPage() {
  const { config, signIn } = useStart()
  return (
    <main className={styles.page}>
      <div className={styles.panel}>
        <h1>
          <img src="/icon.svg" alt="" width="28" height="28" /> BuildTrace
        </h1>
        {config.sign_in === 'token' && <TokenForm signIn={signIn} />}
        {config.sign_in === 'emulator' && <EmulatorForm signIn={signIn} />}
        {config.sign_in === 'firebase' && <FirebaseForm signIn={signIn} />}
        {config.auth_emulator && (
          <p className={styles.fine}>
            This stack runs on your machine: no mail is sent, its log has the links instead, and accounts are gone when
            it ends.
          </p>
        )}
      </div>
    </main>
  )
}
