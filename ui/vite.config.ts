import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { guide } from './scripts/guide.ts';

const CORE = process.env['VAYUPOS_URL'] ?? 'http://127.0.0.1:8000';
/** Which language is built, see scripts/build.mjs; without it all are there, as in development, and the guide in English. */
const LANGUAGE = process.env['DESK_LANGUAGE'];
const CHOICE = 'experimentalStaticLocale ?? options.locale ?? getLocale()';

const paraglide = paraglideVitePlugin({
  project: './project.inlang',
  outdir: './src/paraglide',
  strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
});

/** Leaves a build the texts of its own language alone: each message's choice of the language is settled beforehand. */
const oneLanguage: Plugin = {
  name: 'one-language',
  transform(code, id) {
    if (LANGUAGE === undefined || !/\/paraglide\/messages\/[^/]+\.js$/.test(id)) return null;
    return code.replaceAll(CHOICE, JSON.stringify(LANGUAGE));
  },
};

export default defineConfig({
  // Relative, because the desktop window and `vayupos serve` load the same files from different places.
  base: './',
  plugins: [paraglide, oneLanguage, guide(LANGUAGE ?? 'en'), svelte()],
  build: { target: 'es2022', manifest: true, chunkSizeWarningLimit: 400, reportCompressedSize: false },
  server: { port: 5173, strictPort: true, proxy: { '/api': CORE }, fs: { allow: ['..'] } },
  // Vitest would otherwise take Svelte's server build.
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], restoreMocks: true },
});
