/** The report as a page of its own: the same components as in the app, with its style sheets inside. */
import { readFileSync } from 'node:fs';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { BenchmarkReport, HistoryEntry } from '../src/protocol/benchmarks.ts';
import { ReportView } from '../src/ui/benchmarks/ReportView.tsx';

const style = (name: string): string => readFileSync(new URL(`../src/ui/${name}`, import.meta.url), 'utf8');

const PAGE_STYLE = `
body { margin: 0 auto; max-width: 62rem; padding: var(--space-5); background: var(--surface-page); color: var(--ink);
  font: var(--text-body) var(--font-ui); }
code { overflow-wrap: anywhere; }
`;

/** A complete HTML document that needs no other file. */
export function reportHtml(reports: readonly BenchmarkReport[], history: readonly HistoryEntry[]): string {
  const styles = [style('styles/tokens.css'), style('benchmarks/benchmarks.css'), PAGE_STYLE].join('\n');
  const body = createElement(
    'body',
    null,
    createElement('h1', null, 'Trampoline: benchmarks'),
    reports.map((report) => createElement(ReportView, { key: report.startedAt, report, history })),
  );
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Trampoline: benchmarks</title><style>${styles}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head>${renderToStaticMarkup(body)}</html>\n`;
}
