/**
 * The open panels: beside the terminal where there is room, else below it. A lesson has a column of its own, with the
 * terminal and what the lesson is about beside it, one above the other.
 */
import './panels.css';
import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useRef } from 'react';
import { Boundary } from '../components/Boundary.tsx';
import { CONTENTS } from './contents.ts';
import { LESSON_PANEL, panelButtonId } from './names.ts';
import { PANELS, setPanelOpen, usePanels } from './panels.ts';

const panels = PANELS.map((name) => ({ name, Contents: lazy(CONTENTS[name]) }));

/** Brings a panel into view that was just opened, once its contents are there: on a phone it is below the terminal. */
function Arrival({ panel }: { readonly panel: RefObject<HTMLElement | null> }) {
  useEffect(() => {
    // Newer browsers give a promise back, which is no clean-up.
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, [panel]);
  return null;
}

function Frame({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const place = useRef<HTMLElement>(null);
  const close = (): void => {
    setPanelOpen(name, false);
    document.getElementById(panelButtonId(name))?.focus();
  };
  return (
    <section className="panel" aria-label={name} ref={place}>
      <div className="panel-head">
        <h2>{name}</h2>
        <button type="button" className="button panel-close" aria-label={`Close ${name}`} onClick={close}>
          ×
        </button>
      </div>
      <Boundary what={`The panel "${name}"`}>
        <Suspense fallback={<p className="quiet">Loading…</p>}>
          {children}
          <Arrival panel={place} />
        </Suspense>
      </Boundary>
    </section>
  );
}

export function PanelPlace() {
  const open = usePanels((view) => view.open);
  const framed = (names: readonly string[]) =>
    panels
      .filter(({ name }) => names.includes(name))
      .map(({ name, Contents }) => (
        <Frame key={name} name={name}>
          <Contents />
        </Frame>
      ));
  const others = open.filter((name) => name !== LESSON_PANEL);
  return (
    <>
      {open.includes(LESSON_PANEL) && <div className="panels panels-lesson">{framed([LESSON_PANEL])}</div>}
      {others.length > 0 && <div className="panels panels-others">{framed(others)}</div>}
    </>
  );
}
