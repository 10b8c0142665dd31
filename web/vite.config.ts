/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `buildtrace serve` listens while the client is developed. */
const SERVER = 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: { '@viewer': fileURLToPath(new URL('./viewer', import.meta.url)) },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/storage', '/config.json'].map((path) => [path, SERVER])),
  },
  preview: { host: '127.0.0.1' },
  build: {
    target: 'es2022',
    // Under the content security policy no file may be inlined as a data: link.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.js'],
    restoreMocks: true,
    unstubGlobals: true,
    testTimeout: 20_000, // Python's types are checked beside these tests
  },
})
