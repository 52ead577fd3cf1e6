/**
 * Builds the page to `dist/viewer`, which the server sends as it is.
 *
 * The server's Content-Security-Policy allows nothing inline and nothing from elsewhere, so: no data URIs, no inline
 * module-preload helper, every asset a hashed file of its own (which it may cache for ever). The licences of what is bundled
 * go along, as they ask for.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: {
    outDir: '../dist/viewer',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    // Pixi is most of it, and is fetched once.
    chunkSizeWarningLimit: 900,
  },
});
