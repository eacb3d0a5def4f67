/** The page's very first script: settles the isolation ladder, which may take a reload, and only then the rest. */
import './styles/tokens.css';
import './styles/page.css';
import './styles/machine.css';
import './styles/tour.css';
import { installApi } from './page-api.ts';
import { browserPage } from './start/browser-page.ts';
import { settleIsolation } from './start/isolation.ts';
import { showStuck } from './start/stuck.ts';

const connectApi = installApi();

// Nothing is awaited out here: the rest imports what comes in the same file, and would wait for itself.
void settleIsolation(browserPage).then(async (standing) => {
  if (!standing) return;
  try {
    const { startPage } = await import('./main.tsx');
    startPage(standing, connectApi);
  } catch (error) {
    showStuck();
    throw error;
  }
});
