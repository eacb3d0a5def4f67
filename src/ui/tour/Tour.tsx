/** The captions of the first boot, and, once the machine takes input, three things to try. Skippable; see boot.ts. */
import { Button } from '../components/Button.tsx';
import { control, terminal } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { DEFAULT_IMAGE } from '../state/visit.ts';
import { skipTour, useTour } from './boot.ts';

const TRIES = [
  ['Look at the processor', 'cat /proc/cpuinfo'],
  ['Sort 20,000 numbers', 'seq 20000 | sort -rn | head -3'],
  ['Write a program', 'echo "echo Hello from a RISC-V machine" > hello.sh; sh hello.sh'],
] as const;

const attempt = (command: string): void => {
  control
    .type(new TextEncoder().encode(`${command}\r`))
    .catch((error: unknown) => control.reportError(error));
};

export function Tour() {
  const { isOpen, captions, isBooted } = useTour();
  const isItsMachine = usePage(({ machine, state }) => {
    const isGone = state === 'failed' || state === 'ended';
    return !isGone && (machine === undefined || machine.image === DEFAULT_IMAGE);
  });
  if (!isOpen || !isItsMachine) return null;
  const leave = (): void => {
    skipTour();
    terminal.focus();
  };
  return (
    <section className="tour" aria-label="First steps">
      <ol className="tour-captions">
        {captions.map(({ mark, name, text }) => (
          <li key={name}>
            <span className={`tier tier-${mark}`} aria-hidden="true" />
            <span>
              <strong>{name}:</strong> {text}
            </span>
          </li>
        ))}
      </ol>
      <div className="tour-tries">
        {isBooted &&
          TRIES.map(([label, command]) => (
            <Button key={label} onPress={() => attempt(command)}>
              {label}
            </Button>
          ))}
        <Button onPress={leave}>Skip</Button>
      </div>
    </section>
  );
}
