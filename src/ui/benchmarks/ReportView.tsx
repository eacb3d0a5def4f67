/** One report: where it was made, charts of its ratios, and every figure in a table. Also makes the HTML report. */
import { Fragment } from 'react';
import type { BenchmarkReport, BenchmarkRow, HistoryEntry } from '../../protocol/benchmarks.ts';
import {
  amountText,
  cpuText,
  measurementOf,
  noiseText,
  pairsOf,
  rowRatioText,
  shortText,
  spreadText,
  wallText,
} from './figures.ts';
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

function Commands({ row }: { readonly row: BenchmarkRow }) {
  return (
    <details>
      <summary>{row.name}</summary>
      <p>
        {row.what}. Again: <code>{row.command}</code> (commit {row.commit}, {row.cpu})
      </p>
      {row.measurements.map(({ contender, runtime, ran, samples }) => (
        <p key={contender}>
          <b>{contender}</b>, {runtime}, {samples.length} samples, p10–p90 {spreadText(row, contender)},{' '}
          {amountText(row, contender)}: <code>{ran}</code>
        </p>
      ))}
      {row.failures.map(({ contender, reason }) => (
        <p key={`${contender} ${reason}`}>
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
              <Fragment key={name}>
                <th scope="col">{name} CPU</th>
                <th scope="col">wall</th>
              </Fragment>
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
                <Fragment key={name}>
                  <td>{cpuText(row, name)}</td>
                  <td>{wallText(row, name)}</td>
                </Fragment>
              ))}
              {counting.map(({ name }) => (
                <td key={`${name} MIPS`}>{measurementOf(row, name)?.mips?.toFixed(0) ?? '–'}</td>
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

/** A chart for each contender that others are compared with: QEMU, native code, another mixture of tiers. */
function chartsOf(report: BenchmarkReport): { readonly to: string; readonly series: readonly string[] }[] {
  const pairs = pairsOf(report);
  return [...new Set(pairs.map(({ to }) => to))].map((to) => ({
    to,
    series: pairs.filter((pair) => pair.to === to).map(({ of }) => of),
  }));
}

interface ReportViewProps {
  readonly report: BenchmarkReport;
  readonly history: readonly HistoryEntry[];
}

export function ReportView({ report, history }: ReportViewProps) {
  const notes = [noiseText(report), shortText(report)].filter((note) => note !== undefined);
  return (
    <section className="bench-report">
      <Origin report={report} />
      {notes.map((note) => (
        <p key={note} className="bench-noise">
          {note}
        </p>
      ))}
      <Figures report={report} />
      <p className="bench-note">
        Medians: CPU time of the busiest thread, and wall time. Ratios are of CPU time, for boot of wall time;
        in brackets the 95 % interval of each, where there are samples enough. A dash: not measured.
      </p>
      {chartsOf(report).map(({ to, series }) => (
        <RatioChart key={to} report={report} series={series} to={to} />
      ))}
      <HistoryChart history={history} />
      <details>
        <summary>Commands</summary>
        {report.rows.map((row) => (
          <Commands key={row.name} row={row} />
        ))}
      </details>
    </section>
  );
}
