/** What the page has to say: a problem with a way on, a remark, or an offer. At most one of each. */
import type { Problem } from '../../base/problem.ts';
import type { PageState } from '../../protocol/page.ts';
import { choiceDiffers } from '../state/choice.ts';
import { control } from '../state/page.ts';
import { type GuestEnd, usePage } from '../state/store.ts';
import { DEFAULT_IMAGE } from '../state/visit.ts';
import { LinkNotices } from '../share/LinkNotices.tsx';
import { size } from './format.ts';
import { Button } from './Button.tsx';
import { Remarks } from './Remarks.tsx';

interface WayOn {
  readonly label: string;
  readonly go: () => void;
}

const startDefault = (): void =>
  void control.start({ origin: { kind: 'image', id: DEFAULT_IMAGE }, options: {} });

const LEAST_RAM_BYTES = 32 * 2 ** 20;

/** Half the RAM of what could not start; an address or image that asks for it gets it all the same. */
function lessRam(): WayOn {
  const { choice, machine, images } = usePage.getState();
  const { origin, options } = choice;
  const image = images.find(({ id }) => origin.kind === 'image' && id === origin.id);
  const wantedBytes = machine?.ramBytes ?? image?.ramBytes ?? 2 ** 28;
  const ram = size(Math.max(LEAST_RAM_BYTES, 2 ** Math.floor(Math.log2(wantedBytes / 2))));
  const go = (): void => void control.start({ origin, options: { ...options, ram } });
  return { label: `Start with ${ram.replace(/[MG]$/, ' $&iB')}`, go };
}

/** What can be done about a machine that did not start, or broke. */
function wayOn({ kind, code }: Problem, state: PageState): WayOn | undefined {
  if (state !== 'failed') return undefined;
  if (code === 'vcpu.memory') return lessRam();
  switch (kind) {
    case 'internal':
      return { label: 'Restart', go: () => void control.run() };
    case 'network':
    case 'storage':
      return { label: 'Retry', go: () => void control.run() };
    case 'environment':
      return { label: 'Reload', go: () => location.reload() };
    case 'usage':
    case 'input':
    case 'unsupported':
    case 'limit':
      return { label: 'Start Linux instead', go: startDefault };
  }
}

function ProblemNotice({ problem, state }: { readonly problem: Problem; readonly state: PageState }) {
  const way = wayOn(problem, state);
  const copy = (): void => {
    void import('./crash-report.ts').then(({ copyCrashReport }) => copyCrashReport(problem));
  };
  return (
    <div className="notice notice-problem" role="alert">
      <p>
        <strong>{problem.where}:</strong> {problem.what}; {problem.action}.
      </p>
      <div className="notice-actions">
        {way && (
          <Button look="primary" onPress={way.go}>
            {way.label}
          </Button>
        )}
        <Button onPress={copy}>Copy details</Button>
        {state !== 'failed' && <Button onPress={() => control.dismiss()}>Dismiss</Button>}
      </div>
    </div>
  );
}

function describeEnd({ reason, code }: GuestEnd): string {
  if (reason !== 'tohost') {
    return code === 0 ? 'The machine is switched off.' : `The machine stopped itself, with code ${code}.`;
  }
  return code === 0 ? 'The program ended: success.' : `The program ended with code ${code}.`;
}

export function Notices() {
  const { problem, notice, state, end, choice, started } = usePage();
  return (
    <div>
      <Remarks />
      <LinkNotices />
      {problem && <ProblemNotice problem={problem} state={state} />}
      {notice && (
        <div className="notice">
          <p>{notice}</p>
        </div>
      )}
      {state === 'ended' && end && !problem && (
        <div className="notice">
          <p>{describeEnd(end)}</p>
          <Button look="primary" onPress={() => void control.run()}>
            Run again
          </Button>
        </div>
      )}
      {choiceDiffers(choice, started) && (
        <div className="notice">
          <p>The choice above is for the next machine. Starting it ends the present one.</p>
          <div className="notice-actions">
            <Button look="primary" onPress={() => void control.start(choice)}>
              Start it
            </Button>
            <Button onPress={() => control.keepMachine()}>Keep the present one</Button>
          </div>
        </div>
      )}
    </div>
  );
}
