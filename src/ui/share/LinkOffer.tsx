/** A link, what it holds, and the ways to run it. */
import './share.css';
import { useEffect, useRef } from 'react';
import { Button } from '../components/Button.tsx';
import { RunIcon } from '../components/icons.tsx';
import { control } from '../state/page.ts';
import type { Choice } from '../state/store.ts';
import { describeContent, isRerun } from './describe.ts';
import { startDeterministic } from './deterministic.ts';
import { Misfit } from './Misfit.tsx';
import { Rows } from './Rows.tsx';
import type { OfferedLink } from './link-view.ts';

interface LinkOfferProps {
  readonly offered: OfferedLink;
  /** Beside the others: to leave it. */
  readonly onLeave?: (() => void) | undefined;
}

export function LinkOffer({ offered: { content, fit }, onLeave }: LinkOfferProps) {
  const choice: Choice = { origin: { kind: 'link', content }, options: {} };
  const actions = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A dialog places the focus itself.
    if (document.activeElement === document.body) actions.current?.querySelector('button')?.focus();
  }, []);
  return (
    <>
      <h3 id="link-title">{content.result ? 'A recorded run' : 'A machine'}, brought by a link</h3>
      {fit && <Misfit content={content} fit={fit} />}
      <div className="link-actions" ref={actions}>
        <Button look="primary" onPress={() => void control.start(choice)}>
          <RunIcon />
          {content.result ? 'Replay it' : 'Start it'}
        </Button>
        {isRerun(content) && (
          <Button onPress={() => void startDeterministic(choice)}>Start it deterministic</Button>
        )}
        {onLeave && <Button onPress={onLeave}>Leave it</Button>}
      </div>
      <Rows rows={describeContent(content, fit?.image?.title)} />
    </>
  );
}
