/** How a machine that came as a link goes: how far it is, then whether it went the way it had gone. */
import './share.css';
import { useSyncExternalStore } from 'react';
import type { LinkVerdict } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import { Button } from '../components/Button.tsx';
import { control, stats, terminal } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { exactly } from './describe.ts';
import { useLinks } from './link-view.ts';

const retired = (): number => stats.latest()?.instructions.reduce((sum, value) => sum + value, 0) ?? 0;
const subscribe = (listener: () => void): (() => void) => stats.subscribe(listener);

function Progress({ total }: { readonly total: number }) {
  const done = Math.min(total, useSyncExternalStore(subscribe, retired));
  return (
    <div className="replay">
      <div className="replay-line">
        <p>
          Replaying the record: {exactly(done)} of {exactly(total)} instructions. What is typed now is not
          taken.
        </p>
        <progress aria-label="Replay" max={total} value={done} />
      </div>
    </div>
  );
}

/** The same words as those of the headless command. */
function sentence(verdict: LinkVerdict, { semantics }: LinkContent): string {
  if (verdict.kind === 'reproduced') {
    return `reproduced: state hash matches after ${verdict.instructions} instructions`;
  }
  const { from, to, events, moreEvents } = verdict;
  const logged = events.length + moreEvents;
  const count = logged === 0 ? 'nothing was logged there' : `${logged} logged there:`;
  return `not reproduced: the state differs between ${from} and ${to} instructions (made under semantics ${semantics}); ${count}`;
}

function reportOf(verdict: LinkVerdict, content: LinkContent): string {
  const { build, semantics, image } = content;
  const lines = [
    sentence(verdict, content),
    ...(verdict.kind === 'differs' ? verdict.events.map((event) => `  ${event}`) : []),
    `link: build ${build}, semantics ${semantics}${image ? `, image ${image.id} ${image.sha256}` : ''}`,
    `here: build ${document.documentElement.dataset['build'] ?? ''}, ${navigator.userAgent}`,
  ];
  return `${lines.join('\n')}\n`;
}

interface VerdictProps {
  readonly verdict: LinkVerdict;
  readonly content: LinkContent;
}

function Verdict({ verdict, content }: VerdictProps) {
  const state = usePage((page) => page.state);
  const copy = (): void => {
    void navigator.clipboard?.writeText(reportOf(verdict, content)).catch(() => undefined);
  };
  const goOn = (): void => {
    control.resume().then(
      () => terminal.focus(),
      (error: unknown) => control.reportError(error),
    );
  };
  const differs = verdict.kind === 'differs';
  return (
    <div className={`replay replay-${verdict.kind}`}>
      <div className="replay-line">
        <p className="replay-verdict">{sentence(verdict, content)}</p>
        <div className="notice-actions">
          {state === 'paused' && (
            <Button look="primary" onPress={goOn}>
              {differs ? 'Go on all the same' : 'Go on from here'}
            </Button>
          )}
          {differs && <Button onPress={copy}>Copy report</Button>}
          <Button onPress={() => useLinks.setState({ replayed: undefined })}>Dismiss</Button>
        </div>
      </div>
      {differs && verdict.events.length > 0 && (
        <ul className="replay-events">
          {verdict.events.map((event, index) => (
            <li key={`${index} ${event}`}>{event}</li>
          ))}
          {verdict.moreEvents > 0 && <li>and {verdict.moreEvents} more</li>}
        </ul>
      )}
    </div>
  );
}

type Replayed = NonNullable<ReturnType<typeof useLinks.getState>['replayed']>;

export function ReplayNotice({ replayed: { content, verdict } }: { readonly replayed: Replayed }) {
  const state = usePage((page) => page.state);
  const isGoing = !verdict && (state === 'running' || state === 'paused');
  return (
    <>
      {isGoing && <Progress total={content.result?.instructions ?? 0} />}
      <div aria-live="polite">{verdict && <Verdict verdict={verdict} content={content} />}</div>
    </>
  );
}
