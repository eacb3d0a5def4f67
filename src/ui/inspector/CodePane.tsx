/** One pane of code. What comes from the chosen guest instruction, or from the one under the pointer, is marked. */
import { useMemo, useState } from 'react';
import { choose, hover, useInspector } from './inspector.ts';
import type { PaneLine } from './lines.ts';
import { VirtualList } from './VirtualList.tsx';

interface CodePaneProps {
  readonly label: string;
  readonly lines: readonly PaneLine[];
}

const ROW_REM = 1.25;

export function CodePane({ label, lines }: CodePaneProps) {
  const chosen = useInspector((state) => state.chosen);
  const hovered = useInspector((state) => state.hovered);
  /** The row that was chosen here, as long as it belongs to what is chosen everywhere. */
  const [own, setOwn] = useState(-1);
  const first = useMemo(
    () => (chosen === undefined ? -1 : lines.findIndex(({ at }) => at === chosen)),
    [lines, chosen],
  );
  const ownLine = lines[own];
  const row = ownLine && (ownLine.at === chosen || ownLine.at === null) ? own : first;
  const classOf = (index: number): string => {
    const line = lines[index];
    if (!line) return '';
    const marks = [
      line.at !== null && line.at === chosen ? 'is-chosen' : '',
      line.at !== null && line.at === hovered ? 'is-hovered' : '',
    ];
    return [`code-${line.kind}`, ...marks].join(' ');
  };
  return (
    <VirtualList
      label={label}
      className="code-lines"
      count={lines.length}
      rowRem={ROW_REM}
      chosen={row}
      classOf={classOf}
      onChoose={(index) => {
        setOwn(index);
        choose(lines[index]?.at ?? null);
      }}
      onHover={(index) => hover(index === undefined ? null : (lines[index]?.at ?? null))}
    >
      {(index) => (
        <span style={{ paddingInlineStart: `${Math.min(lines[index]?.depth ?? 0, 16) * 1.25}ch` }}>
          {lines[index]?.text}
        </span>
      )}
    </VirtualList>
  );
}
