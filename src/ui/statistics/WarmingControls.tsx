/** Whether code is kept from visit to visit, and ways to forget it. */
import '../styles/switch.css';
import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { useWarming } from '../state/warming.ts';

const CLEARED = { image: 'This image’s code is forgotten.', all: 'All code is forgotten.' };

export function WarmingControls() {
  const on = useWarming((warming) => warming.on);
  const hasMachine = usePage((page) => page.machine !== undefined);
  const [told, setTold] = useState('');
  const report = (error: unknown): void => control.reportError(error);
  const clear = (which: 'image' | 'all'): void => {
    control.clearCode(which).then(() => setTold(CLEARED[which]), report);
  };
  return (
    <div className="warming-controls">
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={on}
        onClick={() => void control.setWarming(!on).catch(report)}
      >
        Cache warming
      </button>
      <p className="quiet">
        What became of an image’s code is kept in this browser, and is in place before it first runs in a
        later visit.
      </p>
      {hasMachine && (
        <div className="warming-clear">
          <Button onPress={() => clear('image')}>Forget this image’s code</Button>
          <Button onPress={() => clear('all')}>Forget all code</Button>
        </div>
      )}
      <p className="switch-reason" role="status">
        {told}
      </p>
    </div>
  );
}
