/** The machine that runs: whether it is kept, a snapshot of it, a name, a file. */
import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { usePage } from '../state/store.ts';
import { actions } from './actions.ts';
import { useLibrary } from './library-view.ts';
import { NameField } from './NameField.tsx';

const timeOf = (ms: number): string => new Date(ms).toLocaleTimeString();

function Kept() {
  const { here, savedMs } = useLibrary();
  const machine = usePage((page) => page.machine);
  const origin = usePage((page) => page.started?.origin);
  if (!here) {
    const looks = origin?.kind === 'kept' && origin.id === null;
    return (
      <p>{looks ? 'You only look at it: nothing of it is kept.' : 'It is kept from your first key on.'}</p>
    );
  }
  return (
    <p>
      {here.name === null ? 'It is kept for now; with a name, for good.' : `It is kept as “${here.name}”.`}
      {savedMs !== undefined && ` What you type is stored at once, its state last at ${timeOf(savedMs)}.`}
      {machine?.harts !== 1 && ' All harts are stored together.'}
    </p>
  );
}

export function ThisMachine() {
  const [asks, setAsks] = useState<'name' | { readonly snapshot: string } | undefined>();
  const { state, machine } = usePage();
  const here = useLibrary((library) => library.here);
  if (!machine || (state !== 'running' && state !== 'paused')) return null;
  const leave = (): void => setAsks(undefined);
  return (
    <section className="library-this" aria-labelledby="library-this">
      <h3 id="library-this">This machine</h3>
      <Kept />
      {asks === 'name' && (
        <NameField
          label="Name of this machine"
          name={here?.name ?? machine.title}
          action="Keep it"
          onSave={(name) => {
            leave();
            void actions.keep(name);
          }}
          onLeave={leave}
        />
      )}
      {typeof asks === 'object' && (
        <NameField
          label="Name of the snapshot"
          name={asks.snapshot}
          action="Take it"
          onSave={(name) => {
            leave();
            void actions.snapshot(name);
          }}
          onLeave={leave}
        />
      )}
      {asks === undefined && (
        <div className="library-buttons">
          <Button look="primary" onPress={() => setAsks({ snapshot: `Snapshot, ${timeOf(Date.now())}` })}>
            Take a snapshot
          </Button>
          <Button onPress={() => setAsks('name')}>{here?.name ? 'Rename' : 'Keep under a name'}</Button>
          <Button onPress={() => void actions.exportFile(undefined, undefined)}>Export</Button>
        </div>
      )}
    </section>
  );
}
