// Lints ../terraform/firestore.rules; run from the root of the repository.
import securityRules from '@firebase/eslint-plugin-security-rules'

export default [
  {
    files: ['**/*.rules'],
    plugins: { '@firebase/security-rules': securityRules },
    languageOptions: { parser: securityRules.parser },
    rules: {
      '@firebase/security-rules/no-open-reads': 'error',
      '@firebase/security-rules/no-open-writes': 'error',
      '@firebase/security-rules/no-redundant-matches': 'error',
    },
  },
]
