/** The machine's figures, ten times a second; nothing here is announced by itself. */
import { useSyncExternalStore } from 'react';
import { stats } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { useTabLeaves } from '../terminal/keys.ts';
import { count, megabytes, NO_FIGURE, rate } from './format.ts';

const total = (): number => stats.latest()?.instructions.reduce((sum, value) => sum + value, 0) ?? 0;

export function StatusLine() {
  const { state, machine } = usePage();
  const tabLeaves = useTabLeaves((keys) => keys.tabLeaves);
  const instructions = useSyncExternalStore(stats.subscribe, total);
  const mips = useSyncExternalStore(stats.subscribe, stats.mips);
  const harts = machine?.harts ?? 0;
  return (
    <dl className="status">
      <div>
        <dt>Speed</dt>
        <dd>{state === 'running' ? rate(mips) : NO_FIGURE} MIPS</dd>
      </div>
      <div>
        <dt>Instructions</dt>
        <dd>{machine ? count(instructions) : NO_FIGURE}</dd>
      </div>
      <div>
        <dt>RAM</dt>
        <dd>{machine ? megabytes(machine.ramBytes) : NO_FIGURE}</dd>
      </div>
      <div className="status-wide">
        <dt>Harts</dt>
        <dd>{machine ? harts : NO_FIGURE}</dd>
      </div>
      <div className="status-wide">
        <dt>Time</dt>
        <dd>{machine ? TIME[machine.mode] : NO_FIGURE}</dd>
      </div>
      <div className="status-wide status-hint">
        {tabLeaves ? 'Tab leaves the terminal (Ctrl+M)' : 'Tab goes to the machine (Ctrl+M)'}
      </div>
    </dl>
  );
}

const TIME = { realtime: 'real', deterministic: 'deterministic' } as const;
