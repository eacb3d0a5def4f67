/**
 * Response headers that make the page cross-origin isolated, which browsers require before they allow shared
 * memory. Declared once for the development server, the static server, and the header files of static hosts;
 * the service worker repeats them where a host sets none.
 *
 * The policy of the document's own isolates it in Chromium even inside a page that is not. Resources are given
 * to other sites' pages, because a playground is there to be embedded.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-credentialless',
};

/** Paths whose contents never change, with what may be said about keeping them. */
const immutable = 'public, max-age=31536000, immutable';
const caching = /** @type {const} */ ([
  { path: '/v/*', value: immutable },
  { path: '/images/*.bin', value: immutable },
]);

const pairs = Object.entries(isolationHeaders);

/**
 * Header files as static hosts read them, by file name; they go to the root of the built page.
 *
 * @returns {Record<string, string>}
 */
export function headerFiles() {
  const forAll = pairs.map(([name, value]) => `  ${name}: ${value}`);
  const kept = caching.map(({ path, value }) => `${path}\n  Cache-Control: ${value}`);
  const vercel = {
    headers: [
      { source: '/(.*)', headers: pairs.map(([key, value]) => ({ key, value })) },
      ...caching.map(({ path, value }) => ({
        source: path.replace('*', '(.*)'),
        headers: [{ key: 'Cache-Control', value }],
      })),
    ],
  };
  const apache = [
    '<IfModule mod_headers.c>',
    ...pairs.map(([name, value]) => `  Header always set ${name} "${value}"`),
    '</IfModule>',
  ];
  const azure = { globalHeaders: isolationHeaders };
  const json = (/** @type {object} */ value) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    // Netlify and Cloudflare Pages.
    _headers: `/*\n${forAll.join('\n')}\n${kept.join('\n')}\n`,
    'vercel.json': json(vercel),
    '.htaccess': `${apache.join('\n')}\n`,
    'staticwebapp.config.json': json(azure),
    // GitHub Pages: folders are served as they are.
    '.nojekyll': '',
  };
}
