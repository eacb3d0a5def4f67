/** What the browser's WebAssembly offers, what this build makes of it, and switches for what it can do without. */
import '../styles/switch.css';
import type { MachineOptions } from '../../protocol/machine.ts';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { HOST_FEATURES, type HostFeature } from './host-features.ts';

const foundText = (found: boolean | null): string =>
  found === null ? 'cannot be found out' : found ? 'yes' : 'no';

const namesOf = (list: string | undefined): string[] => (list ?? '').split(',').filter((name) => name !== '');

function FeatureSwitch({ name, id }: { readonly name: string; readonly id: string }) {
  const options = usePage(({ choice }) => choice.options);
  const without = namesOf(options.without);
  const isOn = !without.includes(id);
  const press = (): void => {
    const { without: _, ...others }: MachineOptions = options;
    const next = isOn ? [...without, id] : without.filter((other) => other !== id);
    control.choose({ options: next.length === 0 ? others : { ...others, without: next.join(',') } });
  };
  return (
    <button type="button" role="switch" className="switch" aria-checked={isOn} onClick={press}>
      {name}
    </button>
  );
}

function Row({ name, what, used, id, detect }: HostFeature) {
  const found = detect();
  return (
    <tr>
      <th scope="row" title={what}>
        {id !== undefined && found !== false ? <FeatureSwitch name={name} id={id} /> : name}
      </th>
      <td>{foundText(found)}</td>
      <td>{used}</td>
    </tr>
  );
}

export function FeatureTable() {
  return (
    <>
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
            {HOST_FEATURES.map((feature) => (
              <Row key={feature.name} {...feature} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="bench-note">
        A feature that is switched off is left out from the machine’s next start on. What is not used yet has
        no switch: there is nothing to leave out.
      </p>
    </>
  );
}
