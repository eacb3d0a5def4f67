/** Light, dark, or as the system has it. */
import { chooseScheme, type Scheme, useScheme } from './scheme.ts';

const CHOICES: readonly (readonly [Scheme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function SchemeChoice() {
  const chosen = useScheme(({ scheme }) => scheme);
  return (
    <fieldset className="schemes">
      <legend>Colours</legend>
      {CHOICES.map(([scheme, text]) => (
        <label key={scheme}>
          <input
            type="radio"
            name="scheme"
            checked={chosen === scheme}
            onChange={() => chooseScheme(scheme)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
