/** The open panels: beside the terminal where there is room, else below it. */
import './panels.css';
import { lazy, type ReactNode, Suspense } from 'react';
import { panelButtonId } from './names.ts';
import { PANELS, setPanelOpen, usePanels } from './panels.ts';

const panels = PANELS.map(({ name, load }) => ({ name, Contents: lazy(load) }));

function Frame({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const close = (): void => {
    setPanelOpen(name, false);
    document.getElementById(panelButtonId(name))?.focus();
  };
  return (
    <section className="panel" aria-label={name}>
      <div className="panel-head">
        <h2>{name}</h2>
        <button type="button" className="button panel-close" aria-label={`Close ${name}`} onClick={close}>
          ×
        </button>
      </div>
      <Suspense fallback={<p className="quiet">Loading…</p>}>{children}</Suspense>
    </section>
  );
}

export function PanelPlace() {
  const open = usePanels((view) => view.open);
  if (open.length === 0) return null;
  return (
    <div className="panels">
      {panels
        .filter(({ name }) => open.includes(name))
        .map(({ name, Contents }) => (
          <Frame key={name} name={name}>
            <Contents />
          </Frame>
        ))}
    </div>
  );
}
