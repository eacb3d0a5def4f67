/** The terminal's place on the page, what stands there before there is output, and where files are dropped. */
import { type DragEvent, lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LoadProgress } from '../../protocol/machine.ts';
import { control, terminal } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { KeyBar } from '../terminal/KeyBar.tsx';
import { TAB_HINT_ID, useTerminalKeys } from '../terminal/keys.ts';
import { SearchBar } from '../terminal/SearchBar.tsx';
import { LinkCard } from '../share/LinkCard.tsx';
import { Button } from './Button.tsx';
import { received } from './format.ts';
import { RunIcon } from './icons.tsx';

const WaitingRows = lazy(async () => ({
  default: (await import('../share/WaitingRows.tsx')).WaitingRows,
}));

function Progress({ parts }: { readonly parts: readonly LoadProgress[] }) {
  return (
    <div className="progress-list">
      {parts.map(({ part, receivedBytes, totalBytes }) => [
        <span key={`${part} name`}>{part}</span>,
        <progress key={`${part} bar`} aria-label={part} max={totalBytes} value={receivedBytes} />,
        <span key={`${part} bytes`}>{received(receivedBytes, totalBytes)}</span>,
      ])}
    </div>
  );
}

function Card() {
  const { state, progress, images, choice } = usePage();
  const { origin, options } = choice;
  const image = origin.kind === 'image' ? images.find(({ id }) => id === origin.id) : undefined;
  if (state === 'loading') {
    return (
      <div className="card">
        <h3>{image ? `Getting ${image.title}` : 'Getting the machine ready'}</h3>
        <Progress parts={progress} />
      </div>
    );
  }
  if (state !== 'empty') return null;
  if (origin.kind === 'link') return <LinkCard />;
  return (
    <div className="card">
      <h3>{image?.title ?? 'A machine is ready to start'}</h3>
      {image && <p className="quiet">{image.description}</p>}
      {image && (
        <Suspense>
          <WaitingRows image={image} options={options} />
        </Suspense>
      )}
      <Button look="primary" onPress={() => void control.run()}>
        <RunIcon />
        Start
      </Button>
    </div>
  );
}

export function TerminalPanel() {
  const place = useRef<HTMLDivElement>(null);
  const [dropping, setDropping] = useState(false);
  const tabLeaves = useTerminalKeys((keys) => keys.tabLeaves);
  // While a card lies over it, the terminal must not keep the keyboard to itself.
  const isCovered = usePage((page) => page.state === 'empty');
  const wasCovered = useRef(isCovered);

  useLayoutEffect(() => {
    if (place.current) void terminal.mount(place.current);
  }, []);

  useEffect(() => {
    if (wasCovered.current && !isCovered) terminal.focus();
    wasCovered.current = isCovered;
  }, [isCovered]);

  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return (
    <section
      className={dropping ? 'terminal-panel is-dropping' : 'terminal-panel'}
      aria-label="Terminal"
      data-drop="Drop a RISC-V program (ELF or assembly text) or a Linux kernel to run it"
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setDropping(false);
        void control.openFiles([...event.dataTransfer.files]);
      }}
    >
      <p className="unseen" id={TAB_HINT_ID}>
        {tabLeaves
          ? 'Tab leaves the terminal. Control M gives Tab to the machine.'
          : 'Keys go to the machine. Press Control M to let Tab leave the terminal.'}
      </p>
      <div className="terminal-screen" ref={place} inert={isCovered} />
      <SearchBar />
      <KeyBar />
      <Card />
    </section>
  );
}
