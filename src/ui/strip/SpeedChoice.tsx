/** How fast the machine may go, for whoever wants to watch it. One instruction at a time is the button "Step". */
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';

const SPEEDS = [
  [0, 'Full speed'],
  [1_000_000, '1 million a second'],
  [1000, '1,000 a second'],
  [10, '10 a second'],
] as const;

export function SpeedChoice() {
  const speed = usePage((page) => page.speed);
  return (
    <label className="speed-choice">
      Instructions
      <select
        value={speed}
        onChange={({ target }) => {
          control.setSpeed(Number(target.value)).catch((error: unknown) => control.reportError(error));
        }}
      >
        {SPEEDS.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
