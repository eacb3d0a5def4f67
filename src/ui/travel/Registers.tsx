/** A hart's registers by group. What the last movement changed is marked, by more than a colour. */
import type { CSSProperties } from 'react';
import type { RegisterGroupView, RegisterView } from '../../protocol/travel.ts';
import { useTravel } from './travel.ts';
import { word } from './words.ts';

function Row({ register, was }: { readonly register: RegisterView; readonly was: bigint | undefined }) {
  const { name, alias, value, meaning } = register;
  const changed = was !== undefined && was !== value;
  return (
    <div className={changed ? 'register register-changed' : 'register'}>
      <dt title={alias}>{name}</dt>
      <dd>
        <code>{word(value)}</code>
        {changed && <span className="unseen"> changed</span>}
        {meaning && <span className="quiet"> {meaning}</span>}
      </dd>
    </div>
  );
}

/** As wide as the group's longest name. */
const nameWidth = (registers: readonly RegisterView[]): CSSProperties =>
  ({ '--name': `${Math.max(...registers.map(({ name }) => name.length)) + 1}ch` }) as CSSProperties;

interface GroupProps {
  readonly group: RegisterGroupView;
  readonly before: ReadonlyMap<string, bigint>;
  readonly isOpen: boolean;
}

function Group({ group: { name, registers }, before, isOpen }: GroupProps) {
  const changed = registers.filter(
    (register) => (before.get(register.name) ?? register.value) !== register.value,
  );
  return (
    <details open={isOpen}>
      <summary>
        {name} registers{changed.length > 0 && <span className="quiet">, {changed.length} changed</span>}
      </summary>
      <dl className="registers" style={nameWidth(registers)}>
        {registers.map((register) => (
          <Row key={register.name} register={register} was={before.get(register.name)} />
        ))}
      </dl>
    </details>
  );
}

export function Registers() {
  const { view, before } = useTravel();
  if (!view) return null;
  const { hart } = view;
  const groups = before?.hart.hart === hart.hart ? before.hart.groups : [];
  const values = new Map(
    groups.flatMap(({ registers }) => registers.map(({ name, value }) => [name, value] as const)),
  );
  return (
    <section aria-label="Registers">
      {hart.groups.map((group, index) => (
        <Group key={group.name} group={group} before={values} isOpen={index === 0} />
      ))}
    </section>
  );
}
