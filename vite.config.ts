import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { realpathSync } from 'node:fs';
import { isolationHeaders } from './scripts/headers.mjs';
import { shortenNames } from './scripts/short-names.ts';
import { withoutMeanings } from './scripts/without-meanings.ts';

/**
 * The page. `base` is relative because the built site must work under any sub-path of any file server.
 * The headers isolate the page so that it may share memory with its workers; scripts/serve.mjs sends the
 * same ones for the production build.
 */
export default defineConfig({
  base: './',
  plugins: [react(), shortenNames(realpathSync('node_modules/@xterm'))],
  server: { headers: isolationHeaders },
  // The licences of what is bundled are shipped beside it.
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2024',
    sourcemap: true,
    license: { fileName: 'licences.md' },
    // Scripts that come later find their own imports: their names here would come before the first prompt.
    modulePreload: { resolveDependencies: (_, files) => files.filter((file) => file.endsWith('.css')) },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What settles the isolation comes alone; what the first prompt takes comes in one file more.
          groups: [
            { name: 'first', tags: ['$initial'], priority: 2 },
            { name: 'page', test: /src\/ui\/main\.tsx$|rolldown\/runtime/, priority: 1 },
            { name: 'view', test: /src\/ui\/terminal\/(?:view|keys)\.ts$/, priority: 1 },
          ],
        },
      },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [withoutMeanings()],
    // What a worker begins with comes in one file: each costs a request, and words that were said before.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'begin', tags: ['$initial'] }] } } },
  },
});
