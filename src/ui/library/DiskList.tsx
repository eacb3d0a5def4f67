/** Disks: empty ones, raw images, and what a machine made of one. A machine is started with one of them. */
import { useRef, useState } from 'react';
import type { DiskView, LibraryView } from '../../protocol/library.ts';
import { Button } from '../components/Button.tsx';
import { megabytes } from '../components/format.ts';
import { actions } from './actions.ts';
import { NameField } from './NameField.tsx';

const SIZES_MIB = [16, 64, 256, 1024] as const;
const MIB = 1024 * 1024;

function Disk({ disk }: { readonly disk: DiskView }) {
  const [isNaming, setNaming] = useState(false);
  const { name, sizeBytes, usedBy } = disk;
  if (isNaming) {
    return (
      <li className="library-card">
        <NameField
          label="Name of the disk"
          name={name}
          onSave={(text) => {
            setNaming(false);
            void actions.renameDisk(disk, text);
          }}
          onLeave={() => setNaming(false)}
        />
      </li>
    );
  }
  return (
    <li className="library-card library-head" aria-label={name}>
      <div>
        <h4>{name}</h4>
        <p className="quiet">
          {megabytes(sizeBytes)}
          {usedBy.length > 0 && `, in ${usedBy.map((user) => `“${user}”`).join(', ')}`}
        </p>
      </div>
      <span className="library-buttons">
        <Button label={`Start with ${name}`} onPress={() => void actions.startWith(disk)}>
          Start with it
        </Button>
        <Button label={`Rename ${name}`} onPress={() => setNaming(true)}>
          Rename
        </Button>
        <Button label={`Duplicate ${name}`} onPress={() => void actions.duplicateDisk(disk)}>
          Duplicate
        </Button>
        <Button label={`Export ${name}`} onPress={() => void actions.exportDisk(disk)}>
          Export
        </Button>
        <Button label={`Delete ${name}`} onPress={() => void actions.removeDisk(disk)}>
          Delete
        </Button>
      </span>
    </li>
  );
}

export function DiskList({ view }: { readonly view: LibraryView }) {
  const [sizeMib, setSizeMib] = useState<number>(SIZES_MIB[0]);
  const picker = useRef<HTMLInputElement>(null);
  const disks = view.disks.filter(({ deletedMs }) => deletedMs === null);
  return (
    <section aria-labelledby="library-disks">
      <h3 id="library-disks">Disks</h3>
      <p className="quiet">
        A disk is never written: what a machine writes to it is the machine’s, and can be saved as a disk of
        its own.
      </p>
      <ul className="library-cards">
        {disks.map((disk) => (
          <Disk key={disk.id} disk={disk} />
        ))}
      </ul>
      <div className="library-buttons">
        <label className="choice">
          Size
          <select value={sizeMib} onChange={(event) => setSizeMib(Number(event.target.value))}>
            {SIZES_MIB.map((size) => (
              <option key={size} value={size}>
                {megabytes(size * MIB)}
              </option>
            ))}
          </select>
        </label>
        <Button onPress={() => void actions.addEmptyDisk(sizeMib * MIB)}>Add an empty disk</Button>
        <input
          ref={picker}
          className="unseen"
          type="file"
          data-disks
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = '';
            if (file) void actions.addDisk(file);
          }}
        />
        <Button onPress={() => picker.current?.click()}>Add a disk image</Button>
      </div>
    </section>
  );
}
