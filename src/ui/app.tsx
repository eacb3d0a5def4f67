/** The page: a header to choose a machine, and the machine. */
import './styles/controls.css';
import './styles/notices.css';
import './styles/status.css';
import './styles/looks.css';
import './styles/later.css';
import { StrictMode, useLayoutEffect } from 'react';
import { createRoot } from 'react-dom/client';
import type { PageState } from '../protocol/page.ts';
import { BenchmarksButton } from './benchmarks/BenchmarksButton.tsx';
import { Controls } from './components/Controls.tsx';
import { LibraryButton } from './library/LibraryButton.tsx';
import { HelpDialog } from './components/HelpDialog.tsx';
import { Mark } from './components/icons.tsx';
import { MachineChoice } from './components/MachineChoice.tsx';
import { Notices } from './components/Notices.tsx';
import { PanelButtons } from './panels/PanelButtons.tsx';
import { restorePanels } from './panels/layout.ts';
import { PanelPlace } from './panels/PanelPlace.tsx';
import { Tour } from './tour/Tour.tsx';
import { TimeStrip } from './strip/TimeStrip.tsx';
import { PaletteButton } from './palette/PaletteButton.tsx';
import { StatusLine } from './components/StatusLine.tsx';
import { TerminalPanel } from './components/TerminalPanel.tsx';
import { usePage } from './state/store.ts';

const STATE_NAMES: Readonly<Record<PageState, string>> = {
  empty: 'Not started',
  loading: 'Loading',
  running: 'Running',
  paused: 'Paused',
  ended: 'Ended',
  failed: 'Stopped',
};

function App({ onMounted }: { readonly onMounted: () => void }) {
  const { state, machine } = usePage();
  // After the terminal panel's own effect, which takes the terminal over.
  useLayoutEffect(onMounted, [onMounted]);
  return (
    <div className="page">
      <header className="header">
        <h1 className="brand">
          <Mark />
          <span>
            Trampoline <small>a 64-bit machine in your browser</small>
          </span>
        </h1>
        <MachineChoice />
        <LibraryButton />
        <BenchmarksButton />
        <PaletteButton />
        <HelpDialog />
      </header>
      <main className="machine">
        <div className="machine-bar">
          <h2 className="machine-title">
            <span className={`state state-${state}`} role="status">
              {STATE_NAMES[state]}
            </span>
            <span>{machine?.title}</span>
          </h2>
          <Controls />
          <PanelButtons />
        </div>
        <div>
          <Notices />
          <Tour />
        </div>
        <div className="machine-body">
          <TerminalPanel />
          <PanelPlace />
        </div>
        <div>
          <TimeStrip />
          <StatusLine />
        </div>
      </main>
    </div>
  );
}

/** Calls back when the page stands. */
export function renderApp(parent: HTMLElement, onMounted: () => void): void {
  restorePanels(location.search);
  createRoot(parent).render(
    <StrictMode>
      <App onMounted={onMounted} />
    </StrictMode>,
  );
}
