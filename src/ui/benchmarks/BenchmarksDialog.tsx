/**
 * "Benchmarks": the figures that came with this build, and what can be measured here. Loaded when it is opened.
 *
 * The report is a file of the build (public/benchmarks); it is checked like any other input.
 */
import './benchmarks.css';
import { useEffect, useRef, useState } from 'react';
import * as v from 'valibot';
import { type BenchmarkReport, BenchmarkReportSchema } from '../../protocol/benchmarks.ts';
import { Button } from '../components/Button.tsx';
import { ProveIt } from './ProveIt.tsx';
import { ReportView } from './ReportView.tsx';

const REPORT = 'benchmarks/latest.json';

type Loaded = BenchmarkReport | 'loading' | 'missing';

async function loadReport(signal: AbortSignal): Promise<Loaded> {
  const response = await fetch(REPORT, { signal });
  if (!response.ok) return 'missing';
  const parsed = v.safeParse(BenchmarkReportSchema, await response.json());
  return parsed.success ? parsed.output : 'missing';
}

interface BenchmarksDialogProps {
  readonly onClose: () => void;
}

export function BenchmarksDialog({ onClose }: BenchmarksDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [report, setReport] = useState<Loaded>('loading');
  useEffect(() => {
    const { current } = dialog;
    const leaving = new AbortController();
    current?.showModal();
    loadReport(leaving.signal).then(setReport, () => {
      if (!leaving.signal.aborted) setReport('missing');
    });
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
      {typeof report === 'object' && <ReportView report={report} history={[]} />}
      <ProveIt />
      <div className="dialog-actions">
        <Button look="primary" onPress={() => dialog.current?.close()}>
          Close
        </Button>
      </div>
    </dialog>
  );
}
