import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

/** `npm run console:dev`: the gateway that answers what is not the console. */
const GATEWAY = process.env.STEPGATE_URL ?? 'http://127.0.0.1:3000';

const BEHIND = ['/api', '/schemas', '/openapi.json', '/docs', '/ps', '/health', '/metrics'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), precompress()],
  build: {
    // The last two years of each browser.
    target: 'es2023',
    // Scripts and styles are files: the content security policy takes nothing else.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
  server: { port: 5173, proxy: Object.fromEntries(BEHIND.map((path) => [path, GATEWAY])) },
  logLevel: 'warn',
});
