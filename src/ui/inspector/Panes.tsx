/** Assembly, IR and WebAssembly: side by side where there is room, else one at a time. */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Inspection } from '../../protocol/inspect.ts';
import { CodePane } from './CodePane.tsx';
import { useInspector } from './inspector.ts';
import { assemblyLines, irLines, wasmLines } from './lines.ts';

const NAMES = ['Assembly', 'IR', 'WebAssembly'] as const;
type PaneName = (typeof NAMES)[number];

/** Room for three columns of code. */
const WIDE_PIXELS = 680;

function StageChoice({ inspection }: { readonly inspection: Inspection }) {
  const stage = useInspector((state) => state.stage);
  const { stages } = inspection;
  const known = stages.find(({ name }) => name === stage) ?? stages.at(-1);
  return (
    <label className="stage-choice">
      Stage{' '}
      <select value={known?.name} onChange={(event) => useInspector.setState({ stage: event.target.value })}>
        {stages.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TabsProps {
  readonly id: string;
  readonly open: PaneName;
  readonly onOpen: (name: PaneName) => void;
}

function Tabs({ id, open, onOpen }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = NAMES[(NAMES.indexOf(open) + step + NAMES.length) % NAMES.length] ?? open;
    onOpen(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <div className="pane-tabs" role="tablist" aria-label="What to show" onKeyDown={onKeyDown}>
      {NAMES.map((name) => (
        <button
          key={name}
          id={`${id}-${name}`}
          type="button"
          role="tab"
          className="button"
          aria-selected={name === open}
          aria-controls={`${id}-panel`}
          tabIndex={name === open ? 0 : -1}
          onClick={() => onOpen(name)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function useIsWide() {
  const place = useRef<HTMLDivElement>(null);
  const [isWide, setWide] = useState(true);
  useEffect(() => {
    const { current } = place;
    if (!current) return undefined;
    const observer = new ResizeObserver(() => setWide(current.clientWidth >= WIDE_PIXELS));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { place, isWide };
}

export function Panes({ inspection }: { readonly inspection: Inspection }) {
  const stage = useInspector((state) => state.stage);
  const [open, setOpen] = useState<PaneName>('Assembly');
  const { place, isWide } = useIsWide();
  const id = useId();
  const lines = useMemo(
    () => ({
      Assembly: assemblyLines(inspection),
      IR: irLines(inspection, stage),
      WebAssembly: wasmLines(inspection),
    }),
    [inspection, stage],
  );
  const pane = (name: PaneName) => (
    <>
      {isWide && <h3>{name}</h3>}
      {name === 'IR' && <StageChoice inspection={inspection} />}
      <CodePane key={`${inspection.start}${name}`} label={name} lines={lines[name]} />
    </>
  );
  return (
    <div ref={place} className={isWide ? 'panes is-wide' : 'panes'}>
      {isWide ? (
        NAMES.map((name) => (
          <div key={name} className="pane">
            {pane(name)}
          </div>
        ))
      ) : (
        <>
          <Tabs id={id} open={open} onOpen={setOpen} />
          <div className="pane" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open}`}>
            {pane(open)}
          </div>
        </>
      )}
    </div>
  );
}
