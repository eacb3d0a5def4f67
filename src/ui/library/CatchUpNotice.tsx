/** How far a machine has gone along what came in after the state that it was kept in, and a way to stop it there. */
import '../share/share.css';
import { useSyncExternalStore } from 'react';
import { Button } from '../components/Button.tsx';
import { exactly } from '../share/describe.ts';
import { control, stats } from '../state/page.ts';
import { useTravel } from '../travel/travel.ts';

const retired = (): number => stats.latest()?.instructions.reduce((sum, value) => sum + value, 0) ?? 0;
const subscribe = (listener: () => void): (() => void) => stats.subscribe(listener);

/** The machine goes on from where it has come to. */
async function stopHere(): Promise<void> {
  try {
    await control.travel({ action: { kind: 'stop' }, focus: useTravel.getState().focus });
    await control.resume();
  } catch (error) {
    control.reportError(error);
  }
}

export function CatchUpNotice({ from, to }: { readonly from: number; readonly to: number }) {
  const count = useSyncExternalStore(subscribe, retired);
  const done = Math.max(0, Math.min(to, count) - from);
  return (
    <div className="replay replay-late">
      <div className="replay-line">
        <p>
          Catching up with what was typed since it was saved: {exactly(done)} of {exactly(to - from)}{' '}
          instructions.
        </p>
        <progress aria-label="Catching up" max={to - from} value={done} />
        <Button onPress={() => void stopHere()}>Stop here</Button>
      </div>
    </div>
  );
}
