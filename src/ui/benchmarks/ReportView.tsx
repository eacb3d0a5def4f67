/** One report: where it was made, charts of its ratios, and every figure in a table. Also makes the HTML report. */
import type { BenchmarkReport, BenchmarkRow, HistoryEntry } from '../../protocol/benchmarks.ts';
import { noiseText, pairsOf, rowRatioText, spreadText, timeText } from './figures.ts';
import { HistoryChart } from './HistoryChart.tsx';
import { RatioChart } from './RatioChart.tsx';

function Origin({ report }: { readonly report: BenchmarkReport }) {
  const { host, machine, contenders, commit, startedAt } = report;
  const load = [host.loadBefore, host.loadAfter].map((value) => value?.toFixed(1) ?? '–').join(' to ');
  return (
    <ul className="bench-origin">
      <li>
        Commit {commit}, {startedAt.slice(0, 16).replace('T', ' ')} UTC; tiers: {machine.tiers};{' '}
        {machine.harts} {machine.harts === 1 ? 'hart' : 'harts'}, {machine.ram} of memory
      </li>
      <li>
        {host.cpu}, {host.cores} cores, {host.system}, load {load}
      </li>
      {contenders.map(({ name, title, version }) => (
        <li key={name}>
          <b>{name}</b>: {title}, version {version}
        </li>
      ))}
    </ul>
  );
}

function Commands({ row, report }: { readonly row: BenchmarkRow; readonly report: BenchmarkReport }) {
  const versions = new Map(
    report.contenders.map(({ name, title, version }) => [name, `${title}, ${version}`]),
  );
  return (
    <details>
      <summary>{row.name}</summary>
      <p>{row.what}</p>
      {row.measurements.map(({ contender, command, samples }) => (
        <p key={contender}>
          <b>{contender}</b>, {samples.length} samples, p10–p90 {spreadText(row, contender)}:{' '}
          <code>{command}</code> ({versions.get(contender)}; {report.host.cpu})
        </p>
      ))}
      {row.failures.map(({ contender, reason }) => (
        <p key={contender}>
          <b>{contender}</b> failed: {reason}
        </p>
      ))}
    </details>
  );
}

function Figures({ report }: { readonly report: BenchmarkReport }) {
  const pairs = pairsOf(report);
  const counting = report.contenders.filter(({ name }) =>
    report.rows.some(({ measurements }) =>
      measurements.some(({ contender, mips }) => contender === name && mips !== null),
    ),
  );
  return (
    <div className="bench-scroll" role="region" aria-label="Benchmark figures" tabIndex={0}>
      <table className="bench-table">
        <thead>
          <tr>
            <th scope="col">Benchmark</th>
            {report.contenders.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {counting.map(({ name }) => (
              <th key={`${name} MIPS`} scope="col">
                {name} MIPS
              </th>
            ))}
            {pairs.map(({ of, to }) => (
              <th key={`${of} ${to}`} scope="col">
                {of} ÷ {to}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row" title={row.what}>
                {row.name}
              </th>
              {report.contenders.map(({ name }) => (
                <td key={name}>{timeText(row, name)}</td>
              ))}
              {counting.map(({ name }) => (
                <td key={`${name} MIPS`}>
                  {row.measurements.find(({ contender }) => contender === name)?.mips?.toFixed(0) ?? '–'}
                </td>
              ))}
              {pairs.map((pair) => (
                <td key={`${pair.of} ${pair.to}`}>{rowRatioText(row, pair)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ReportViewProps {
  readonly report: BenchmarkReport;
  readonly history: readonly HistoryEntry[];
}

export function ReportView({ report, history }: ReportViewProps) {
  const noise = noiseText(report);
  return (
    <section className="bench-report">
      <Origin report={report} />
      {noise !== undefined && <p className="bench-noise">{noise}</p>}
      <Figures report={report} />
      <p className="bench-note">
        Medians: boot in wall time, the rest in CPU seconds of the busiest thread. In brackets the 95 %
        interval of each ratio. A dash: not measured.
      </p>
      {pairsOf(report).map((pair) => (
        <RatioChart key={`${pair.of} ${pair.to}`} report={report} pair={pair} />
      ))}
      <HistoryChart history={history} contender={report.contenders[0]?.name ?? ''} />
      <details>
        <summary>Commands</summary>
        {report.rows.map((row) => (
          <Commands key={row.name} row={row} report={report} />
        ))}
      </details>
    </section>
  );
}
