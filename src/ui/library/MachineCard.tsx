/** One machine of the library: what it is, the one thing to do next, and behind "More" the rest with its snapshots. */
import { useId, useState } from 'react';
import type { MachineView, PointView } from '../../protocol/library.ts';
import { Button } from '../components/Button.tsx';
import { count, duration, megabytes } from '../components/format.ts';
import { actions } from './actions.ts';
import { NameField } from './NameField.tsx';

const press = (work: Promise<void>): void => void work;

const ago = (ms: number): string => {
  const passedMs = Date.now() - ms;
  return passedMs < 5000 ? 'just now' : `${duration(passedMs)} ago`;
};

export const storedSize = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

function Point({ machine, point }: { readonly machine: MachineView; readonly point: PointView }) {
  const [isNaming, setNaming] = useState(false);
  const name = point.name ?? 'Saved automatically';
  if (isNaming) {
    return (
      <li>
        <NameField
          label="Name of the snapshot"
          name={point.name ?? ''}
          onSave={(text) => {
            setNaming(false);
            press(actions.renamePoint(machine, point, text));
          }}
          onLeave={() => setNaming(false)}
        />
      </li>
    );
  }
  return (
    <li className="library-point">
      <span>
        <span className={point.name === null ? 'quiet' : 'library-point-name'}>{name}</span>
        <span className="quiet">
          {ago(point.takenMs)}, after {count(point.instructions)} instructions
        </span>
      </span>
      <span className="library-buttons">
        {machine.open !== 'held' && (
          <Button label={`Go back to ${name}`} onPress={() => press(actions.open(machine, 'own', point))}>
            Go back
          </Button>
        )}
        <Button label={`Rename ${name}`} onPress={() => setNaming(true)}>
          {point.name === null ? 'Name' : 'Rename'}
        </Button>
        <Button label={`Export ${name}`} onPress={() => press(actions.exportFile(machine, point))}>
          Export
        </Button>
        <Button label={`Delete ${name}`} onPress={() => press(actions.removePoint(machine, point))}>
          Delete
        </Button>
      </span>
    </li>
  );
}

/** What a machine can be opened as. One that another tab has is never opened twice. */
function Ways({ machine }: { readonly machine: MachineView }) {
  if (machine.open === 'here') return <span className="library-chip">Runs here</span>;
  if (machine.open === 'no') {
    return (
      <Button look="primary" onPress={() => press(actions.open(machine, 'own'))}>
        Continue
      </Button>
    );
  }
  return (
    <>
      <Button look="primary" onPress={() => press(actions.open(machine, 'take'))}>
        Take over
      </Button>
      <Button onPress={() => press(actions.open(machine, 'copy'))}>Open a copy</Button>
      <Button onPress={() => press(actions.open(machine, 'look'))}>Only look</Button>
    </>
  );
}

export function MachineCard({ machine }: { readonly machine: MachineView }) {
  const [isOpen, setOpen] = useState(false);
  const [isNaming, setNaming] = useState(false);
  const moreId = useId();
  const { title, ramBytes, harts, usedMs, bytes, open } = machine;
  const name = machine.name ?? title;
  const points = machine.points.filter(({ deletedMs }) => deletedMs === null);
  return (
    <li className="library-card" aria-label={name}>
      <div className="library-head">
        {isNaming ? (
          <NameField
            label="Name of the machine"
            name={machine.name ?? ''}
            onSave={(text) => {
              setNaming(false);
              press(actions.rename(machine, text));
            }}
            onLeave={() => setNaming(false)}
          />
        ) : (
          <div>
            <h4>{name}</h4>
            <p className="quiet">
              {machine.name !== null && machine.name !== title && `${title}, `}
              {megabytes(ramBytes)}, {harts === 1 ? '1 hart' : `${harts} harts`}, {storedSize(bytes)},{' '}
              {machine.disks.length > 0 &&
                `${machine.disks.length === 1 ? '1 disk' : `${machine.disks.length} disks`}, `}
              {ago(usedMs)}
              {open === 'held' && ', open in another tab'}
              {machine.name === null && ', not named: the latest three are kept'}
            </p>
          </div>
        )}
        <div className="library-buttons">
          <Ways machine={machine} />
          <Button
            label={`More of ${name}`}
            expanded={isOpen}
            controls={moreId}
            onPress={() => setOpen(!isOpen)}
          >
            More
          </Button>
        </div>
      </div>
      {isOpen && (
        <div className="library-more" id={moreId}>
          <div className="library-buttons">
            {open !== 'held' && <Button onPress={() => setNaming(true)}>Rename</Button>}
            <Button onPress={() => press(actions.duplicate(machine))}>Duplicate</Button>
            <Button onPress={() => press(actions.exportFile(machine, undefined))}>Export</Button>
            {machine.disks.length > 0 && (
              <Button onPress={() => press(actions.saveDisks(machine))}>Save its disks</Button>
            )}
            {open !== 'held' && <Button onPress={() => press(actions.remove(machine))}>Delete</Button>}
          </div>
          <h5>Snapshots</h5>
          <ul className="library-points">
            {points.map((point) => (
              <Point key={point.number} machine={machine} point={point} />
            ))}
          </ul>
        </div>
      )}
    </li>
  );
}
