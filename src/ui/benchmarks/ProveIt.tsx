/** The list of performance toggles, each with the button that measures it here and now. */
import { useState } from 'react';
import type { Ratio } from '../../base/sampling.ts';
import { Button } from '../components/Button.tsx';
import { ratioText } from './figures.ts';
import { HOST_FEATURES } from './host-features.ts';
import { hasEffect, type PerformanceToggle, prove } from './prove.ts';
import { PERFORMANCE_TOGGLES } from './toggles.ts';

type Proof = 'measuring' | 'failed' | Ratio;

function proofText(proof: Proof | undefined): string {
  if (proof === undefined) return '';
  if (proof === 'measuring') return 'Measuring…';
  if (proof === 'failed') return 'It could not be measured here.';
  const text = `time with it ÷ time without it: ${ratioText(proof)}`;
  return hasEffect(proof) ? text : `${text}: no effect that can be told from chance here`;
}

function Toggle({ toggle }: { readonly toggle: PerformanceToggle }) {
  const [proof, setProof] = useState<Proof>();
  const start = (): void => {
    setProof('measuring');
    prove(toggle).then(setProof, () => setProof('failed'));
  };
  return (
    <li>
      <b>{toggle.name}</b>: {toggle.what}{' '}
      <Button disabled={proof === 'measuring'} onPress={start}>
        Prove it: {toggle.name}
      </Button>{' '}
      <span role="status">{proofText(proof)}</span>
    </li>
  );
}

const foundText = (found: boolean | null): string =>
  found === null ? 'cannot be found out' : found ? 'yes' : 'no';

export function ProveIt() {
  return (
    <section className="bench-features">
      <h3>Prove it</h3>
      {PERFORMANCE_TOGGLES.length === 0 ? (
        <p>
          Every switch of this page that makes the machine faster gets a button here that measures its effect
          on your own machine. There is no such switch yet: tiers are chosen on the command line, with
          --tiers.
        </p>
      ) : (
        <ul>
          {PERFORMANCE_TOGGLES.map((toggle) => (
            <Toggle key={toggle.name} toggle={toggle} />
          ))}
        </ul>
      )}
      <h3>What this browser offers</h3>
      <div className="bench-scroll" role="region" aria-label="Features of this browser" tabIndex={0}>
        <table className="bench-table">
          <thead>
            <tr>
              <th scope="col">WebAssembly feature</th>
              <th scope="col">Here</th>
              <th scope="col">Used by this build</th>
            </tr>
          </thead>
          <tbody>
            {HOST_FEATURES.map(({ name, what, used, detect }) => (
              <tr key={name}>
                <th scope="row" title={what}>
                  {name}
                </th>
                <td>{foundText(detect())}</td>
                <td>{used}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
