/** "Share": the run so far as a link, as a file where that would be too long, and what it holds. Loaded when opened. */
import './share.css';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import type { Problem } from '../../base/problem.ts';
import { SOFT_LIMIT_CHARACTERS } from '../../share/link.ts';
import { Button } from '../components/Button.tsx';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { describeContent, exactly, isRerun } from './describe.ts';
import { startDeterministic } from './deterministic.ts';
import { Rows } from './Rows.tsx';
import { setSharing } from './link-view.ts';
import { type MadeLink, type MadeLinks, makeLinks, saveFile } from './linking.ts';
import { MAX_QR_CHARACTERS } from './limits.ts';

const QrCode = lazy(async () => ({ default: (await import('./QrCode.tsx')).QrCode }));

/** Fits into two lines of the field. */
const SHORT_CHARACTERS = 100;

type Kind = 'run' | 'machine';

const KINDS = [
  ['run', 'This run', 'Whoever opens it gets the same run up to now, compared on the way.'],
  ['machine', 'The machine', 'It starts from the beginning, with nothing typed.'],
] as const;

function KindChoice({ kind, choose }: { readonly kind: Kind; readonly choose: (kind: Kind) => void }) {
  const name = useId();
  return (
    <fieldset className="share-choices">
      <legend className="unseen">What the link leads to</legend>
      {KINDS.map(([value, label, what]) => (
        <label key={value}>
          <input type="radio" name={name} checked={kind === value} onChange={() => choose(value)} />
          <span>
            {label} <span className="quiet">{what}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Puts the link into the library. */
function KeepLink({ address }: { readonly address: string }) {
  const [said, setSaid] = useState<string | undefined>();
  const title = usePage((page) => page.machine?.title ?? 'Link');
  const keep = async (): Promise<void> => {
    const { library } = await import('../library/here.ts');
    const kept = await library.call('addLink', `${title}, ${new Date().toLocaleString()}`, address);
    setSaid(kept.ok ? 'In the library' : `Not kept: ${kept.problem.what}`);
  };
  return (
    <Button disabled={said !== undefined} onPress={() => void keep()}>
      {said ?? 'Keep in the library'}
    </Button>
  );
}

function Address({ address }: { readonly address: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState('');
  const id = useId();
  const select = (): void => field.current?.select();
  const copy = (): void => {
    select();
    // Without a clipboard to write to, what is selected can still be copied by hand.
    const written = navigator.clipboard?.writeText(address) ?? Promise.reject(new Error('none'));
    written.then(
      () => setCopied('Copied.'),
      () => setCopied('Press Ctrl+C, or ⌘C, to copy.'),
    );
  };
  const isLong = address.length > SOFT_LIMIT_CHARACTERS;
  return (
    <div className="share-address">
      <label htmlFor={id}>Link, {exactly(address.length)} characters</label>
      <textarea
        id={id}
        ref={field}
        readOnly
        rows={address.length > SHORT_CHARACTERS ? 4 : 2}
        value={address}
        spellCheck={false}
        onFocus={select}
      />
      {isLong && (
        <p className="quiet">
          Above {exactly(SOFT_LIMIT_CHARACTERS)} characters some programs cut an address; a cut link says so.
          A file arrives whole.
        </p>
      )}
      <div className="share-code">
        <Button look="primary" onPress={copy}>
          Copy link
        </Button>
        <KeepLink address={address} />
        <span className="quiet" aria-live="polite">
          {copied}
        </span>
      </div>
      {address.length <= MAX_QR_CHARACTERS && (
        <div className="share-code">
          <Suspense>
            <QrCode text={address} />
          </Suspense>
        </div>
      )}
    </div>
  );
}

function Rerun() {
  const again = (): void => {
    const { started } = usePage.getState();
    setSharing(false);
    if (started) void startDeterministic(started);
  };
  return (
    <div className="link-misfit">
      <p>
        Several harts in real time go another way each time: this link says re-run, not replay. In
        deterministic mode the same machine can be replayed.
      </p>
      <Button onPress={again}>Start it over, deterministic</Button>
    </div>
  );
}

function Made({ links }: { readonly links: MadeLinks }) {
  const [kind, setKind] = useState<Kind>('run');
  const made: MadeLink = links[kind];
  const { content, address } = made;
  const missing = content.result ? links.instructions - content.result.instructions : 0;
  return (
    <>
      <KindChoice kind={kind} choose={setKind} />
      {isRerun(content) && <Rerun />}
      {missing > 0 && (
        <p>
          The record reached its limits: the link ends {exactly(missing)} instructions before where the
          machine is now.
        </p>
      )}
      {address.ok ? (
        <Address key={kind} address={address.value} />
      ) : (
        <p>
          As a link {address.problem.what}. Save it as a file: whoever opens or drops it here gets the same
          run.
        </p>
      )}
      <Rows rows={describeContent(content, usePage.getState().machine?.title)} />
      <div className="dialog-actions">
        <Button look={address.ok ? 'plain' : 'primary'} onPress={() => saveFile(made)}>
          Save as a file
        </Button>
        <Button onPress={() => setSharing(false)}>Close</Button>
      </div>
    </>
  );
}

function Refused({ problem: { where, what, action } }: { readonly problem: Problem }) {
  return (
    <>
      <p>
        <strong>{where}:</strong> {what}; {action}.
      </p>
      <div className="dialog-actions">
        <Button onPress={() => setSharing(false)}>Close</Button>
      </div>
    </>
  );
}

export function ShareDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [links, setLinks] = useState<Awaited<ReturnType<typeof makeLinks>>>();
  useEffect(() => {
    const { current } = dialog;
    let isOpen = true;
    current?.showModal();
    void makeLinks(control).then((made) => {
      if (isOpen) setLinks(made);
    });
    return () => {
      isOpen = false;
      current?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="share-dialog"
      aria-labelledby="share-title"
      onClose={() => setSharing(false)}
    >
      <h2 id="share-title">Share</h2>
      {!links && <p>Making the link…</p>}
      {links?.ok === true && <Made links={links.value} />}
      {links?.ok === false && <Refused problem={links.problem} />}
    </dialog>
  );
}
