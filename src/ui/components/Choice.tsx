/** A labelled choice from a list. */
interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  /** Value and text of each; a value that is missing is added. */
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string) => void;
}

export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const listed = options.some(([known]) => known === value) ? options : [[value, value] as const, ...options];
  return (
    <label className={`choice choice-${label.toLowerCase()}`}>
      <span className="choice-label">{label}</span>
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        {listed.map(([known, text]) => (
          <option key={known} value={known}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
