/**
 * The page's first script. It asks for the machine before anything is drawn, because fetching and building
 * that takes longest; React and the terminal load meanwhile.
 */
import './styles/tokens.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/machine.css';
import './styles/notices.css';
import { installApi } from './page-api.ts';
import { missingFromEnvironment } from './state/environment.ts';
import { control, terminal } from './state/page.ts';
import { readVisit } from './state/visit.ts';

installApi(control, terminal);
const missing = missingFromEnvironment();
if (missing) control.refuse(missing);
else void control.begin(readVisit(location.search, location.hash));

const root = document.getElementById('root');
if (root) void import('./app.tsx').then(({ renderApp }) => renderApp(root));
