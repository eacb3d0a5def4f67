/**
 * "Library": machines, snapshots and links that outlive the visit, and the storage that they take. Loaded when it is
 * opened.
 */
import './library.css';
import { useEffect, useRef, useState } from 'react';
import type { LibraryView, LinkView } from '../../protocol/library.ts';
import { Button } from '../components/Button.tsx';
import { actions } from './actions.ts';
import { DiskList } from './DiskList.tsx';
import { library } from './here.ts';
import { setLibraryOpen, useLibrary } from './library-view.ts';
import { MachineCard, storedSize } from './MachineCard.tsx';
import { NameField } from './NameField.tsx';
import { ThisMachine } from './ThisMachine.tsx';

function Link({ link }: { readonly link: LinkView }) {
  const [isNaming, setNaming] = useState(false);
  const { name, url } = link;
  return (
    <li className="library-card library-head">
      {isNaming ? (
        <NameField
          label="Name of the link"
          name={name}
          onSave={(text) => {
            setNaming(false);
            void actions.renameLink(link, text);
          }}
          onLeave={() => setNaming(false)}
        />
      ) : (
        <a href={url} onClick={() => setLibraryOpen(false)}>
          {name}
        </a>
      )}
      <span className="library-buttons">
        <Button label={`Rename ${name}`} onPress={() => setNaming(true)}>
          Rename
        </Button>
        <Button label={`Duplicate ${name}`} onPress={() => void actions.duplicateLink(link)}>
          Duplicate
        </Button>
        {/* The address of a machine without a run is all there is of it. */}
        {url.includes('#') && (
          <Button label={`Export ${name}`} onPress={() => void actions.exportLink(link)}>
            Export
          </Button>
        )}
        <Button label={`Delete ${name}`} onPress={() => void actions.removeLink(link)}>
          Delete
        </Button>
      </span>
    </li>
  );
}

function Deleted({ view }: { readonly view: LibraryView }) {
  const deleted = view.machines.filter(({ deletedMs }) => deletedMs !== null);
  const disks = view.disks.filter(({ deletedMs }) => deletedMs !== null);
  if (deleted.length + disks.length + view.strange.length === 0) return null;
  return (
    <section aria-labelledby="library-deleted">
      <h3 id="library-deleted">Deleted, or not readable</h3>
      <ul className="library-cards">
        {deleted.map((machine) => (
          <li className="library-card library-head" key={machine.id}>
            <span>{machine.name ?? machine.title}</span>
            <span className="library-buttons">
              <Button onPress={() => void actions.bringBack(machine)}>Bring back</Button>
              <Button onPress={() => void actions.removeForGood(machine)}>Delete for good</Button>
            </span>
          </li>
        ))}
        {disks.map((disk) => (
          <li className="library-card library-head" key={disk.id}>
            <span>{disk.name}</span>
            <Button onPress={() => void actions.bringBackDisk(disk)}>Bring back</Button>
          </li>
        ))}
        {view.strange.map(({ id, problem }) => (
          <li className="library-card library-head" key={id}>
            <span>
              A machine that cannot be read: {problem.what}; {problem.action}.
            </span>
            <span className="library-buttons">
              <Button onPress={() => void actions.removeForGood({ id })}>Delete for good</Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Storage({ view }: { readonly view: LibraryView }) {
  const isPersistent = useLibrary((state) => state.isPersistent);
  const { usedBytes, quotaBytes } = view;
  if (usedBytes === null || quotaBytes === null) return null;
  return (
    <section aria-labelledby="library-storage">
      <h3 id="library-storage">Storage</h3>
      <meter aria-labelledby="library-storage" max={quotaBytes} high={quotaBytes * 0.9} value={usedBytes} />
      <p className="quiet">
        {storedSize(usedBytes)} of the {storedSize(quotaBytes)} that this browser names, with the page’s
        images. {view.isNearlyFull && 'Little more fits: export what matters, and delete what does not. '}
        {isPersistent === true && 'The browser has promised to keep them.'}
        {isPersistent === false &&
          'The browser has not promised to keep them: where space is short it may clear them away. Export what matters.'}
      </p>
    </section>
  );
}

function Machines({ view }: { readonly view: LibraryView }) {
  const machines = view.machines.filter(({ deletedMs }) => deletedMs === null);
  return (
    <>
      <section aria-labelledby="library-machines">
        <h3 id="library-machines">Machines</h3>
        {machines.length === 0 && (
          <p className="quiet">None yet. A machine comes here by itself as soon as you type into it.</p>
        )}
        <ul className="library-cards">
          {machines.map((machine) => (
            <MachineCard key={machine.id} machine={machine} />
          ))}
        </ul>
      </section>
      <DiskList view={view} />
      {view.links.length > 0 && (
        <section aria-labelledby="library-links">
          <h3 id="library-links">Links</h3>
          <ul className="library-cards">
            {view.links.map((link) => (
              <Link key={link.id} link={link} />
            ))}
          </ul>
        </section>
      )}
      <Deleted view={view} />
      <Storage view={view} />
    </>
  );
}

function Said() {
  const { done, problem, opening } = useLibrary();
  return (
    <div aria-live="polite">
      {opening !== undefined && (
        <div className="notice">
          <p>Opening “{opening}”…</p>
        </div>
      )}
      {problem && (
        <div className="notice notice-problem" role="alert">
          <p>
            <strong>{problem.where}:</strong> {problem.what}; {problem.action}.
          </p>
          <Button onPress={() => useLibrary.setState({ problem: undefined })}>Dismiss</Button>
        </div>
      )}
      {done && (
        <div className="notice">
          <p>{done.text}</p>
          <div className="notice-actions">
            {done.undo && (
              <Button look="primary" onPress={done.undo}>
                Undo
              </Button>
            )}
            <Button onPress={() => useLibrary.setState({ done: undefined })}>Dismiss</Button>
          </div>
        </div>
      )}
    </div>
  );
}

export function LibraryDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const view = useLibrary((state) => state.view);
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    void library.refresh();
    void navigator.storage
      ?.persisted()
      .then((isPersistent) => isPersistent && useLibrary.setState({ isPersistent }));
    return () => {
      current?.close();
      useLibrary.setState({ done: undefined, problem: undefined });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="library-dialog"
      aria-labelledby="library-title"
      onClose={() => setLibraryOpen(false)}
    >
      <div className="library-title">
        <h2 id="library-title">Library</h2>
        <Said />
      </div>
      <ThisMachine />
      {view ? <Machines view={view} /> : <p className="quiet">Looking at what is kept…</p>}
      <input
        ref={picker}
        className="unseen"
        type="file"
        accept=".trampoline,.json"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) void actions.importFile(file);
        }}
      />
      <div className="dialog-actions">
        <Button onPress={() => picker.current?.click()}>Import a file</Button>
        <Button look="primary" onPress={() => dialog.current?.close()}>
          Close
        </Button>
      </div>
    </dialog>
  );
}
