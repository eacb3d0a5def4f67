/**
 * Response headers that make the page cross-origin isolated, which browsers require before they allow shared
 * memory. Declared once for the development server, the static server and the header files of static hosts.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
