/** `run --gdb PORT`: the machine stands at its first instruction until a debugger connects. */
import { type Result, success } from '../../base/problem.ts';
import { ConsoleScript } from '../../machine/console-script.ts';
import { Machine } from '../../machine/machine.ts';
import { History } from '../../machine/time-travel/history.ts';
import type { ByteSink } from '../byte-sink.ts';
import type { LoadedRun } from '../load.ts';
import { STATUS } from '../report.ts';
import { recordOf } from '../../share/run.ts';
import type { CommandContext } from '../run.ts';
import type { RunOptions } from '../run-options.ts';
import { FIRST_KEY_DELAY_NS, KEY_GAP_NS } from '../session.ts';
import { serveGdb } from './server.ts';

export async function runGdb(
  options: RunOptions,
  loaded: LoadedRun,
  port: number,
  sink: ByteSink,
  context: CommandContext,
): Promise<Result<number>> {
  const { configuration, plan, disks, link } = loaded;
  const script = new ConsoleScript(options.rules);
  const record = link && recordOf(link);
  const created = context.engine.create({ configuration, plan, disks, output: (byte) => output(byte) });
  if (!created.ok) return created;
  const machine = created.value;
  if (!(machine instanceof Machine)) throw new Error('this engine has no past');
  let output: (byte: number) => void = () => {};
  const history = new History(
    (print) => {
      output = (byte) => print(byte, 'uart');
      return machine;
    },
    {
      output: (byte) => {
        sink.push(byte);
        for (const answer of script.push(byte)) {
          if (answer === 'stop') history.requestStop();
          else history.scheduleInput(answer, FIRST_KEY_DELAY_NS, KEY_GAP_NS);
        }
      },
      ...(record && { events: record.events, newestCount: record.instructions }),
    },
  );
  const announce = (actual: number) =>
    context.stderr.write(`trampoline: waiting for gdb: target remote localhost:${actual}\n`);
  const served = await serveGdb(history, port, announce, () => sink.flush());
  return served.ok ? success(STATUS.success) : served;
}
