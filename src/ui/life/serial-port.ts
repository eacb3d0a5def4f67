/**
 * A Linux of the user's own talks through the serial port, which can't tell it how large the terminal is: the page says
 * so once for each such machine, and offers to type what tells it.
 */
import type { StartedMachine } from '../../protocol/machine.ts';
import { control, terminal } from '../state/page.ts';
import { forgetRemark, remark } from '../state/remarks.ts';
import { usePage } from '../state/store.ts';

const ID = 'serial port';

function typeSize(): void {
  const [columns, rows] = terminal.size() ?? [80, 24];
  control
    .type(new TextEncoder().encode(`stty rows ${rows} cols ${columns}\r`))
    .catch((error: unknown) => control.reportError(error));
  forgetRemark(ID);
  terminal.focus();
}

export function remarkSerialPort(): void {
  let said: StartedMachine | undefined;
  const look = (): void => {
    const { machine } = usePage.getState();
    if (machine === said) return;
    said = machine;
    if (!machine?.isOnSerialPort || machine.mode !== 'realtime') return forgetRemark(ID);
    remark(
      ID,
      'This Linux talks through the serial port ttyS0, which cannot tell it the size of the terminal: once it has a shell, “stty rows … cols …” does.',
      [{ label: 'Type it', does: typeSize }],
    );
  };
  usePage.subscribe(look);
  look();
}
