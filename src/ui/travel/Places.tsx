/** Going by address: run to it, back to it, back to its last write; stops there. */
import { type ReactNode, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { control } from '../state/page.ts';
import { addStop, focusOn, removeStop, runTo, travel, useTravel } from './travel.ts';
import { hex } from './words.ts';

const SIZES = [1, 2, 4, 8, 16, 64] as const;

function Stops() {
  const stops = useTravel((state) => state.view?.stops ?? NONE);
  if (stops.length === 0) return null;
  return (
    <>
      <ul className="travel-stops" aria-label="Breakpoints and watchpoints">
        {stops.map(({ kind, address, lengthBytes, at }) => (
          <li key={`${kind} ${address} ${lengthBytes}`}>
            <span>
              {kind === 'breakpoint' ? 'Break at' : `Watch ${lengthBytes} bytes at`} <code>{address}</code>
              {address !== hex(at) && <span className="quiet"> ({hex(at)})</span>}
            </span>
            <Button
              label={`Remove ${address}`}
              look="round"
              onPress={() => void removeStop({ kind, address, lengthBytes })}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
      <p className="travel-row">
        <Button onPress={() => void travel({ kind: 'back' })}>Back to the last stop</Button>
        <span className="quiet">Run goes to the next one.</span>
      </p>
    </>
  );
}
const NONE: [] = [];

export function Places() {
  const [address, setAddress] = useState('');
  const [lengthBytes, setLengthBytes] = useState(8);
  const act = (name: string, action: (text: string) => void): ReactNode => (
    <Button key={name} disabled={address.trim() === ''} onPress={() => action(address.trim())}>
      {name}
    </Button>
  );
  return (
    <details className="travel-places">
      <summary>Run to an address, back to its last write, breakpoints</summary>
      <div className="travel-row">
        <label className="travel-field travel-wide">
          Address
          <input
            value={address}
            spellCheck={false}
            autoCapitalize="off"
            placeholder="sp + 16, main, 0x80000000, [a0]"
            onChange={(event) => setAddress(event.target.value)}
          />
        </label>
        <label className="travel-field">
          Bytes
          <select value={lengthBytes} onChange={(event) => setLengthBytes(Number(event.target.value))}>
            {SIZES.map((size) => (
              <option key={size}>{size}</option>
            ))}
          </select>
        </label>
      </div>
      <div className="travel-row">
        {act('Run to it', (text) => void runTo(text).catch((error: unknown) => control.reportError(error)))}
        {act('Back to it', (text) => void travel({ kind: 'backToAddress', address: text }))}
        {act('Back to its last write', (text) => {
          void travel({ kind: 'backToWrite', address: text, lengthBytes });
        })}
        {act('Break at it', (text) => void addStop({ kind: 'breakpoint', address: text, lengthBytes: 0 }))}
        {act('Watch it', (text) => void addStop({ kind: 'watchpoint', address: text, lengthBytes }))}
        {act('Show its code', (text) => void focusOn({ code: text }))}
        {act('Show its memory', (text) => void focusOn({ memory: text }))}
      </div>
      <Stops />
    </details>
  );
}
