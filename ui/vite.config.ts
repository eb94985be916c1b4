import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const CORE = process.env['VAYUPOS_URL'] ?? 'http://127.0.0.1:8000';
const LANGUAGE = process.env['DESK_LANGUAGE'];

const paraglide = paraglideVitePlugin({
  project: './project.inlang',
  outdir: './src/paraglide',
  strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
  // A build knows its language, so that a till loads the texts of that one alone; see scripts/build.mjs.
  ...(LANGUAGE && { experimentalStaticLocale: JSON.stringify(LANGUAGE) }),
});

export default defineConfig({
  // Relative, because the desktop window and `vayupos serve` load the same files from different places.
  base: './',
  plugins: [paraglide, svelte()],
  build: { target: 'es2022', manifest: true, chunkSizeWarningLimit: 400, reportCompressedSize: false },
  server: { port: 5173, strictPort: true, proxy: { '/api': CORE } },
  // Vitest would otherwise take Svelte's server build.
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], restoreMocks: true },
});
