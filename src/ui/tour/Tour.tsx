/**
 * The first visit: what the boot that was just seen consisted of, in the figures of this very boot, and three things
 * to try. Skippable, and never shown again. Only what was counted is told: without translated regions there is one
 * caption.
 */
import { useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { count } from '../components/format.ts';
import { control, stats, terminal } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { DEFAULT_IMAGE } from '../state/visit.ts';
import { setToured, wasToured } from './visited.ts';

interface BootFigures {
  readonly interpreted: number;
  readonly translated: number;
  readonly regions: number;
}

const TRIES = [
  ['Look at the processor', 'cat /proc/cpuinfo'],
  ['Sort 100,000 numbers', 'seq 100000 | sort -rn | head -3'],
  ['Write a program', 'echo "echo Hello from a RISC-V machine" > hello.sh; sh hello.sh'],
] as const;

const sum = (values: readonly number[] | null | undefined): number =>
  values?.reduce((total, value) => total + value, 0) ?? 0;

function readFigures(): BootFigures | undefined {
  const sample = stats.latest();
  if (!sample) return undefined;
  const interpreted = sum(sample.counters['tier.interpreter.instructions']);
  return {
    interpreted,
    translated: sum(sample.counters['tier.baseline.instructions']),
    regions: sum(sample.counters['cache.translations']),
  };
}

function Captions({ figures: { interpreted, translated, regions } }: { readonly figures: BootFigures }) {
  return (
    <ol className="tour-captions">
      <li>
        <span className="tier tier-interpreter" aria-hidden="true" />
        <span>
          <strong>Interpreting:</strong> {count(interpreted)} instructions of this boot were run one by one.
        </span>
      </li>
      {regions > 0 && (
        <li>
          <span className="tier tier-baseline" aria-hidden="true" />
          <span>
            <strong>Translating:</strong> what ran often became {count(regions)} pieces of WebAssembly, which
            ran {count(translated)} more.
          </span>
        </li>
      )}
    </ol>
  );
}

export function Tour() {
  const [isOpen, setOpen] = useState(() => !wasToured());
  const [figures, setFigures] = useState<BootFigures>();
  const boots = usePage(
    ({ state, machine }) =>
      machine?.image === DEFAULT_IMAGE && machine.mode === 'realtime' && state === 'running',
  );
  useEffect(() => {
    if (!isOpen || !boots) return undefined;
    let isCurrent = true;
    // Figures of the boot, not of what is typed after it.
    void control.ready.then(
      () => {
        if (isCurrent) setFigures((known) => known ?? readFigures());
      },
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [isOpen, boots]);
  if (!isOpen || !boots || !figures) return null;
  const leave = (): void => {
    setToured();
    setOpen(false);
    terminal.focus();
  };
  const attempt = (command: string): void => {
    setToured();
    control
      .type(new TextEncoder().encode(`${command}\r`))
      .catch((error: unknown) => control.reportError(error));
  };
  return (
    <section className="tour" aria-label="First steps">
      <Captions figures={figures} />
      <div className="tour-tries">
        {TRIES.map(([label, command]) => (
          <Button key={label} onPress={() => attempt(command)}>
            {label}
          </Button>
        ))}
        <Button onPress={leave}>Skip</Button>
      </div>
    </section>
  );
}
