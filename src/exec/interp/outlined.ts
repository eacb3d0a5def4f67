/**
 * Handlers outside the main loop: one function each, `(entry: i32, pc: i64) -> status: i32`. The loop calls them
 * and acts on the status.
 */
import { at } from '../../base/assert.ts';
import { type FunctionWriter } from '../wasm/function-writer.ts';
import { Lowering } from '../wasm/lowering.ts';
import type { WasmModule } from '../wasm/module.ts';
import { OP } from '../wasm/opcodes.ts';
import type { RowHandler, RowLayout } from './entries.ts';
import { engineOffset, type HandlerContext, type HandlerExits, HandlerLowering } from './handler-lowering.ts';

/** Bits of the status; 0 goes on with the next instruction. */
export const STATUS = { trap: 1, jump: 2, attention: 4 } as const;

const ENTRY_PARAMETER = 0;
const PC_PARAMETER = 1;

function exitsOf(writer: FunctionWriter, hartBase: number, status: number): HandlerExits {
  const storeI64 = (field: 'cause' | 'value' | 'target', push: () => void): void => {
    writer.i32(0);
    push();
    writer.store('i64', 8, engineOffset(hartBase, field));
  };
  const noteAttention = (): void => {
    writer.i32(0);
    writer.load('i32', 4, false, engineOffset(hartBase, 'attention'));
    writer.if(() => {
      writer.i32(STATUS.attention);
      writer.set(status);
    });
  };
  const leave = (bit: number): void => {
    writer.get(status);
    writer.i32(bit);
    writer.op(0x72, OP.return);
  };
  return {
    pc: () => writer.get(PC_PARAMETER),
    // The loop stores the count before it calls.
    storeRemaining: () => {},
    branch: (node, lowering) => {
      lowering.value(at(node.args, 0));
      writer.if(() => {
        storeI64('target', () => lowering.value(at(node.args, 1)));
        leave(STATUS.jump);
      });
    },
    jump: (node, lowering) => {
      storeI64('target', () => lowering.value(at(node.args, 0)));
      noteAttention();
      leave(STATUS.jump);
    },
    trapFromEngine: () => leave(STATUS.trap),
    trap: () => {
      const cause = writer.local('i64');
      const value = writer.local('i64');
      writer.set(value);
      writer.set(cause);
      storeI64('value', () => writer.get(value));
      storeI64('cause', () => writer.get(cause));
      leave(STATUS.trap);
    },
    attention: noteAttention,
  };
}

/** Adds the handler's function to the module and returns its index. */
export function addOutlinedHandler(
  module: WasmModule,
  shared: Omit<HandlerContext, 'writer' | 'entry'>,
  handler: RowHandler,
  layout: RowLayout,
): number {
  const { index, writer } = module.function(['i32', 'i64'], ['i32']);
  const { hartBase, functions } = shared;
  const status = writer.local('i32');
  const context: HandlerContext = { ...shared, writer, entry: ENTRY_PARAMETER };
  const exits = exitsOf(writer, hartBase, status);
  const instruction = new HandlerLowering(context, exits, handler, layout.slots, undefined);
  const lowering = new Lowering({
    writer,
    hartBase,
    functionIndex: (callee) => functions.index(callee),
    instruction,
  });
  lowering.body(handler.block);
  writer.get(status);
  return index;
}
