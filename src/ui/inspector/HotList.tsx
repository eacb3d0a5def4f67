/** The blocks that most is spent in. Choosing one shows it. */
import type { HotBlock, Hottest } from '../../protocol/inspect.ts';
import { Button } from '../components/Button.tsx';
import { count } from '../components/format.ts';
import { inspectBlock, refresh, useInspector } from './inspector.ts';
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

const explain = ({ measure }: Hottest): string =>
  measure === 'executions'
    ? 'Counted: instructions retired in each block of translated code.'
    : 'Samples: where a hart was found now and then, in every tier. They count nothing.';

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
      </div>
      {hottest && <p className="quiet">{explain(hottest)}</p>}
      {blocks.length === 0 ? (
        <p className="quiet">No hart was found anywhere yet. Let the machine run, then update.</p>
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
