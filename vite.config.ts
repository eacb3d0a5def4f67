import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { isolationHeaders } from './scripts/headers.mjs';

/**
 * The page. `base` is relative because the built site must work under any sub-path of any file server.
 * The headers isolate the page so that it may share memory with its workers; scripts/serve.mjs sends the
 * same ones for the production build.
 */
export default defineConfig({
  base: './',
  plugins: [react()],
  server: { headers: isolationHeaders },
  // The licences of what is bundled are shipped beside it.
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2024',
    sourcemap: true,
    license: { fileName: 'licences.md' },
  },
  worker: { format: 'es' },
});
