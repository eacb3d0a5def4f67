/** The machine's buttons. One that cannot be used now stays where it is. */
import type { PageState } from '../../protocol/page.ts';
import { control } from '../state/page.ts';
import { ShareButton } from '../share/ShareButton.tsx';
import { usePage } from '../state/store.ts';
import { step } from '../travel/step.ts';
import { Button } from './Button.tsx';
import { PauseIcon, ResetIcon, RunIcon, StepBackIcon, StepIcon } from './icons.tsx';

const press = (action: () => Promise<void>) => () => {
  action().catch((error: unknown) => control.reportError(error));
};

const RUNS_FROM: readonly PageState[] = ['empty', 'paused', 'ended', 'failed'];

export function Controls() {
  const state = usePage((page) => page.state);
  const problemKind = usePage((page) => page.problem?.kind);
  const refused = state === 'failed' && problemKind === 'environment';
  return (
    <div className="toolbar" role="toolbar" aria-label="Machine">
      <Button
        look={state === 'paused' ? 'primary' : 'plain'}
        disabled={!RUNS_FROM.includes(state) || refused}
        onPress={press(() => control.run())}
      >
        <RunIcon />
        Run
      </Button>
      <Button disabled={state !== 'running'} onPress={press(() => control.pause())}>
        <PauseIcon />
        Pause
      </Button>
      <Button disabled={state !== 'paused' && state !== 'ended'} onPress={() => step(-1)}>
        <StepBackIcon />
        Step back
      </Button>
      <Button disabled={state !== 'paused'} onPress={() => step(1)}>
        <StepIcon />
        Step
      </Button>
      <Button
        disabled={state === 'empty' || state === 'loading' || refused}
        onPress={press(() => control.reset())}
      >
        <ResetIcon />
        Reset
      </Button>
      <ShareButton />
    </div>
  );
}
