/**
 * "Benchmarks": the figures that came with this build, and what can be measured here. Loaded when it is opened.
 *
 * Report and history are files of the build (public/benchmarks); they are checked like any other input.
 */
import './benchmarks.css';
import { useEffect, useRef, useState } from 'react';
import * as v from 'valibot';
import {
  type BenchmarkReport,
  BenchmarkReportSchema,
  type HistoryEntry,
  HistoryEntrySchema,
} from '../../protocol/benchmarks.ts';
import { Button } from '../components/Button.tsx';
import { ProveIt } from './ProveIt.tsx';
import { ReportView } from './ReportView.tsx';

const REPORT = 'benchmarks/latest.json';
const HISTORY = 'benchmarks/history.jsonl';

type Loaded = BenchmarkReport | 'loading' | 'missing';

async function loadReport(signal: AbortSignal): Promise<Loaded> {
  const response = await fetch(REPORT, { signal });
  if (!response.ok) return 'missing';
  const parsed = v.safeParse(BenchmarkReportSchema, await response.json());
  return parsed.success ? parsed.output : 'missing';
}

/** A build may have none; lines of another form than today's are left out. */
async function loadHistory(signal: AbortSignal): Promise<HistoryEntry[]> {
  const response = await fetch(HISTORY, { signal });
  if (!response.ok) return [];
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const parsed = v.safeParse(HistoryEntrySchema, parseLine(line));
    return parsed.success ? [parsed.output] : [];
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

interface BenchmarksDialogProps {
  readonly onClose: () => void;
}

export function BenchmarksDialog({ onClose }: BenchmarksDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [report, setReport] = useState<Loaded>('loading');
  const [history, setHistory] = useState<readonly HistoryEntry[]>([]);
  useEffect(() => {
    const { current } = dialog;
    const leaving = new AbortController();
    current?.showModal();
    loadReport(leaving.signal).then(setReport, () => {
      if (!leaving.signal.aborted) setReport('missing');
    });
    // Without it there are no lines of the history, and nothing to say about that.
    loadHistory(leaving.signal).then(setHistory, () => undefined);
    return () => {
      leaving.abort();
      current?.close();
    };
  }, []);
  return (
    <dialog ref={dialog} className="bench-dialog" aria-labelledby="benchmarks-title" onClose={onClose}>
      <h2 id="benchmarks-title">Benchmarks</h2>
      {report === 'loading' && <p>Loading the report…</p>}
      {report === 'missing' && (
        <p>No report came with this build. In a checkout, npm run bench measures this machine.</p>
      )}
      {typeof report === 'object' && <ReportView report={report} history={history} />}
      <ProveIt />
      <div className="dialog-actions">
        <Button look="primary" onPress={() => dialog.current?.close()}>
          Close
        </Button>
      </div>
    </dialog>
  );
}
