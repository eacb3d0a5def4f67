/** The page's very first script: settles the isolation ladder, which may take a reload, and only then the rest. */
import './styles/tokens.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/machine.css';
import './styles/notices.css';
import { browserPage } from './start/browser-page.ts';
import { settleIsolation } from './start/isolation.ts';

const standing = await settleIsolation(browserPage);
if (standing) {
  const { startPage } = await import('./main.tsx');
  startPage(standing);
}
