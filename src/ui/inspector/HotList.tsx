/** The blocks that most is spent in. Choosing one shows it. */
import '../styles/switch.css';
import { useId } from 'react';
import type { HotBlock, Hottest } from '../../protocol/inspect.ts';
import { Button } from '../components/Button.tsx';
import { count } from '../components/format.ts';
import { saveFile } from '../components/save-file.ts';
import { usePage } from '../state/store.ts';
import { inspectBlock, refresh, setCounting, useInspector } from './inspector.ts';
import { speedscopeProfile } from './speedscope.ts';
import { VirtualList } from './VirtualList.tsx';

const ROW_REM = 2.75;

const TIER_WORDS = { interpreter: 'Interpreter', baseline: 'Baseline' } as const;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function Row({ block }: { readonly block: HotBlock }) {
  const { virtual, physical, text, tier, executions, samples, share } = block;
  return (
    <>
      <span className={`tier tier-${tier}`} role="img" aria-label={TIER_WORDS[tier]} />
      <span className="hot-code">
        <code>{text}</code>
        <small>{virtual ?? physical}</small>
      </span>
      <span className="hot-share">
        {percent(share)}
        <small>{executions === null ? `${count(samples)} samples` : `${count(executions)} ×`}</small>
      </span>
      <span className="hot-bar" style={{ inlineSize: `${share * 100}%` }} />
    </>
  );
}

const explain = ({ measure, gone }: Hottest): string =>
  [
    measure === 'executions'
      ? 'Counted: instructions retired in each block of translated code, since the switch was set.'
      : 'Samples: where a hart was found now and then, in every tier. They count nothing.',
    ...(gone >= 0.001 ? [`${percent(gone)} in code that is not there any more.`] : []),
  ].join(' ');

function CountSwitch({ isOn }: { readonly isOn: boolean }) {
  const costId = useId();
  return (
    <div className="count-switch">
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={isOn}
        aria-describedby={costId}
        onClick={() => void setCounting(!isOn)}
      >
        Count executions
      </button>
      <span id={costId} className="quiet">
        exact; code is made anew, and runs several times slower
      </span>
    </div>
  );
}

/** For speedscope.app, which reads it in the browser. */
function save(hottest: Hottest): void {
  const machine = usePage.getState().machine?.title ?? 'machine';
  saveFile('trampoline.speedscope.json', speedscopeProfile(hottest, machine), 'application/json');
}

export function HotList() {
  const hottest = useInspector((state) => state.hottest);
  const shown = useInspector((state) => state.block);
  const blocks = hottest?.blocks ?? [];
  const chosen = blocks.findIndex(({ physical }) => physical === shown);
  return (
    <div className="hot">
      <div className="hot-head">
        <h3>Hottest blocks</h3>
        <Button onPress={() => void refresh()}>Update</Button>
        {hottest && blocks.length > 0 && <Button onPress={() => save(hottest)}>Save profile</Button>}
      </div>
      {hottest && <CountSwitch isOn={hottest.measure === 'executions'} />}
      {hottest && <p className="quiet">{explain(hottest)}</p>}
      {blocks.length === 0 ? (
        <p className="quiet">
          {hottest?.measure === 'executions'
            ? 'Nothing was counted yet. Let the machine run, then update.'
            : 'No hart was found anywhere yet. Let the machine run, then update.'}
        </p>
      ) : (
        <VirtualList
          label="Hottest blocks"
          className="hot-list"
          count={blocks.length}
          rowRem={ROW_REM}
          chosen={chosen}
          onChoose={(index) => {
            const block = blocks[index];
            if (block) void inspectBlock(block);
          }}
        >
          {(index) => {
            const block = blocks[index];
            return block && <Row block={block} />;
          }}
        </VirtualList>
      )}
    </div>
  );
}
