/** The machine's figures, ten times a second; nothing here is announced by itself. */
import { useSyncExternalStore } from 'react';
import { stats } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { useTerminalKeys } from '../terminal/keys.ts';
import { count, megabytes, NO_FIGURE, rate } from './format.ts';

const total = (): number => stats.latest()?.instructions.reduce((sum, value) => sum + value, 0) ?? 0;

const subscribe = (listener: () => void): (() => void) => stats.subscribe(listener);
const speed = (): number | null => stats.mips();

export function StatusLine() {
  const { state, machine } = usePage();
  const tabLeaves = useTerminalKeys((keys) => keys.tabLeaves);
  const instructions = useSyncExternalStore(subscribe, total);
  const mips = useSyncExternalStore(subscribe, speed);
  const harts = machine?.harts ?? 0;
  return (
    <div className="status">
      <dl>
        <div>
          <dt className="status-self-evident">Speed</dt>
          <dd>{state === 'running' ? rate(mips) : NO_FIGURE} MIPS</dd>
        </div>
        <div>
          <dt>Instructions</dt>
          <dd>{machine ? count(instructions) : NO_FIGURE}</dd>
        </div>
        <div>
          <dt className="status-self-evident">RAM</dt>
          <dd>{machine ? megabytes(machine.ramBytes) : NO_FIGURE}</dd>
        </div>
        <div className="status-wide">
          <dt>Harts</dt>
          <dd>{machine ? (harts === 1 ? '1' : `${harts}, taking turns`) : NO_FIGURE}</dd>
        </div>
        <div className="status-wide">
          <dt>Time</dt>
          <dd>{machine ? TIME[machine.mode] : NO_FIGURE}</dd>
        </div>
      </dl>
      <p className="status-wide status-hint">
        {tabLeaves ? 'Tab leaves the terminal (Ctrl+M)' : 'Tab goes to the machine (Ctrl+M)'}
      </p>
    </div>
  );
}

const TIME = { realtime: 'real', deterministic: 'deterministic' } as const;
