/** The worker behind "Prove it": measures performance toggles on machines of its own, apart from the page's. */
import { createModuleHost } from '../src/host/browser/web-assembly.ts';
import type { ProofAnswer, ProofRequest } from '../src/protocol/proof.ts';
import { ProofBench } from './proof/bench.ts';

const bench = new ProofBench({ nowMs: () => performance.now(), createHost: createModuleHost });

function answer(request: ProofRequest): ProofAnswer {
  try {
    return { seconds: bench.measure(request) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

addEventListener('message', ({ data }: MessageEvent<ProofRequest>) => postMessage(answer(data)));
