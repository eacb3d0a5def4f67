/** Opens and closes the panels. */
import { panelButtonId } from './names.ts';
import { PANELS, setPanelOpen, usePanels } from './panels.ts';

export function PanelButtons() {
  const open = usePanels((panels) => panels.open);
  return (
    <div className="panel-buttons" role="group" aria-label="Panels">
      {PANELS.map((name) => (
        <button
          key={name}
          id={panelButtonId(name)}
          type="button"
          className="button"
          aria-expanded={open.includes(name)}
          onClick={() => setPanelOpen(name, !open.includes(name))}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
