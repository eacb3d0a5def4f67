/** The list of performance toggles, each with the button that measures it here and now. */
import { useEffect, useRef, useState } from 'react';
import type { Ratio } from '../../base/sampling.ts';
import { Button } from '../components/Button.tsx';
import { FeatureTable } from './FeatureTable.tsx';
import { ratioText } from './figures.ts';
import { proveHere } from './proof-worker.ts';
import { hasEffect, inWords } from './prove.ts';
import { type PerformanceToggle, PERFORMANCE_TOGGLES } from './toggles.ts';

type Proof = 'measuring' | 'failed' | Ratio;

function proofText(proof: Proof | undefined): string {
  if (proof === undefined) return '';
  if (proof === 'measuring') return 'Measuring…';
  if (proof === 'failed') return 'It could not be measured here.';
  if (!hasEffect(proof)) return `No effect that can be told from chance here: ${ratioText(proof)}`;
  return `${inWords(proof)}: time on ÷ time off is ${ratioText(proof)}`;
}

interface ToggleProps {
  readonly toggle: PerformanceToggle;
  /** Another one is being measured: two at once would disturb each other. */
  readonly isBlocked: boolean;
  readonly onMeasure: (isMeasuring: boolean) => void;
}

function Toggle({ toggle, isBlocked, onMeasure }: ToggleProps) {
  const [proof, setProof] = useState<Proof>();
  const giveUp = useRef<AbortController>(undefined);
  useEffect(() => () => giveUp.current?.abort(), []);
  const start = (): void => {
    const leaving = new AbortController();
    giveUp.current = leaving;
    setProof('measuring');
    onMeasure(true);
    proveHere(toggle.subject, leaving.signal)
      .then(setProof, () => setProof('failed'))
      .finally(() => onMeasure(false));
  };
  return (
    <li>
      <Button disabled={isBlocked || proof === 'measuring'} onPress={start}>
        Prove it: {toggle.name}
      </Button>
      <p>
        {toggle.work}
        <br />
        <span role="status">{proofText(proof)}</span>
      </p>
    </li>
  );
}

export function ProveIt() {
  const [isMeasuring, setMeasuring] = useState(false);
  return (
    <section className="bench-features">
      <h3>Prove it</h3>
      <p>
        Every switch that makes the machine faster, measured on this computer: the same work with it and
        without it in turn, nine times, on machines of their own. In brackets the 95 % interval.
      </p>
      <ul className="bench-proofs">
        {PERFORMANCE_TOGGLES.map((toggle) => (
          <Toggle key={toggle.name} toggle={toggle} isBlocked={isMeasuring} onMeasure={setMeasuring} />
        ))}
      </ul>
      <FeatureTable />
    </section>
  );
}
