/** A labelled choice from a list. The label stands beside the list, or its text would be part of the name. */
import { useId } from 'react';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  /** Value and text of each; a value that is missing is added. */
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string) => void;
}

export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const id = useId();
  const listed = options.some(([known]) => known === value) ? options : [[value, value] as const, ...options];
  return (
    <div className={`choice choice-${label.toLowerCase()}`}>
      <label className="choice-label" htmlFor={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value)}>
        {listed.map(([known, text]) => (
          <option key={known} value={known}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
