/** Figures with their meanings: a name opens to what exactly it counts. */
import type { ReactNode } from 'react';
import { LABELS, meaningOf } from './words.ts';

export interface FigureRow {
  /** Of the counter that the row is about. */
  readonly name: string;
  /** Where the row is not the counter itself. */
  readonly label?: string;
  readonly meaning?: string;
  readonly values: readonly string[];
}

interface FigureTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly FigureRow[];
}

export function Explained({
  label,
  name,
  children,
}: {
  readonly label: string;
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <details className="figure-name">
      <summary>{label}</summary>
      <p className="quiet">
        {children} <code>{name}</code>
      </p>
    </details>
  );
}

export function FigureTable({ caption, columns, rows }: FigureTableProps) {
  return (
    <table className="figures">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <td />
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, label = LABELS[name] ?? name, meaning = meaningOf(name), values }) => (
          <tr key={label}>
            <th scope="row">
              <Explained label={label} name={name}>
                {meaning}
              </Explained>
            </th>
            {values.map((value, index) => (
              <td key={columns[index]}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
