/**
 * A list of which only the rows in sight are in the page: a list box with one row chosen, by pointer or by keys. The
 * rows have one height, which grows with the page's type.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface VirtualListProps {
  readonly label: string;
  readonly className: string;
  readonly count: number;
  /** Height of a row, in the page's type size. */
  readonly rowRem: number;
  /** Index of the row that is chosen; -1 for none. */
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly onHover?: (index: number | undefined) => void;
  readonly classOf?: (index: number) => string;
  readonly children: (index: number) => ReactNode;
}

/** Rows beyond those in sight, so that scrolling shows no gaps. */
const SPARE_ROWS = 12;
const FIRST_HEIGHT = 400;

/** Which part of the rows is in sight; the chosen one is brought there. */
function useSight(rowPixels: number, chosen: number) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(FIRST_HEIGHT);
  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const observer = new ResizeObserver(() => setHeight(current.clientHeight));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const { current } = box;
    if (!current || chosen < 0) return;
    const row = chosen * rowPixels;
    const isInSight = row >= current.scrollTop && row + rowPixels <= current.scrollTop + current.clientHeight;
    if (!isInSight) current.scrollTop = row - current.clientHeight / 3;
  }, [chosen, rowPixels]);
  return { box, top, setTop, height };
}

/** By how many rows a key moves; undefined for one that does not. */
function stepOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, pageRows: number, count: number) {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: -count,
    End: count,
  };
  return ctrlKey || metaKey || altKey || count === 0 ? undefined : steps[key];
}

export function VirtualList(props: VirtualListProps) {
  const { label, className, count, rowRem, chosen, onChoose, onHover, classOf, children } = props;
  const rowPixels = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const { box, top, setTop, height } = useSight(rowPixels, chosen);
  const id = useId();
  const first = Math.max(0, Math.floor(top / rowPixels) - SPARE_ROWS);
  const last = Math.min(count, Math.ceil((top + height) / rowPixels) + SPARE_ROWS);
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, row) => first + row);
  const inPage = chosen >= first && chosen < last;

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event, Math.max(1, Math.floor(height / rowPixels) - 1), count);
    if (step === undefined) return;
    event.preventDefault();
    onChoose(Math.min(count - 1, Math.max(0, (chosen < 0 ? first - 1 : chosen) + step)));
  };

  return (
    <div
      ref={box}
      className={className}
      role="listbox"
      aria-label={label}
      aria-activedescendant={inPage ? `${id}-${chosen}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onPointerLeave={() => onHover?.(undefined)}
    >
      <div className="virtual-rows" style={{ height: count * rowPixels }}>
        {shown.map((index) => (
          <div
            key={index}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            aria-setsize={count}
            aria-posinset={index + 1}
            className={`virtual-row ${classOf?.(index) ?? ''}`}
            style={{ top: index * rowPixels, height: rowPixels }}
            onClick={() => onChoose(index)}
            onPointerEnter={() => onHover?.(index)}
          >
            {children(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
