/** Debug console (chapter 12) and the legacy console (chapter 5), which Linux 6.1 still uses for `hvc0`. */
import {
  A0,
  answer,
  argument,
  FAILED,
  INVALID_PARAM,
  NOT_SUPPORTED,
  type SbiAnswer,
  type SbiCall,
  SUCCESS,
  setRegister,
} from './call.ts';

/** A call moves at most so many bytes and says how many it moved; the caller asks again. */
const MAX_BYTES = 4096n;

/** Legacy calls answer in a0 alone. */
export function putCharacter(call: SbiCall): void {
  call.host.consoleOutput(Number(argument(call, 0) & 0xffn));
  setRegister(call.state, A0, SUCCESS);
}

export function getCharacter(call: SbiCall): void {
  setRegister(call.state, A0, BigInt(call.host.consoleInput()));
}

/** The buffer a call names, cut to what one call moves; undefined unless all of it is RAM. */
function buffer(call: SbiCall): { readonly address: bigint; readonly bytes: Uint8Array } | undefined {
  const lengthBytes = argument(call, 0);
  const address = argument(call, 1);
  if (argument(call, 2) !== 0n) return undefined;
  const moved = new Uint8Array(Number(lengthBytes < MAX_BYTES ? lengthBytes : MAX_BYTES));
  const ends = lengthBytes === 0n ? [] : [address, address + lengthBytes - 1n];
  if (!ends.every((end) => call.host.readMemory(end, new Uint8Array(1)))) return undefined;
  return { address, bytes: moved };
}

function write(call: SbiCall): SbiAnswer {
  const target = buffer(call);
  if (target === undefined) return answer(INVALID_PARAM);
  const { address, bytes } = target;
  if (bytes.length > 0 && !call.host.readMemory(address, bytes)) return answer(INVALID_PARAM);
  for (const byte of bytes) call.host.consoleOutput(byte);
  return answer(SUCCESS, BigInt(bytes.length));
}

function read(call: SbiCall): SbiAnswer {
  const target = buffer(call);
  if (target === undefined) return answer(INVALID_PARAM);
  let count = 0;
  while (count < target.bytes.length) {
    const byte = call.host.consoleInput();
    if (byte < 0) break;
    target.bytes[count++] = byte;
  }
  const stored = count === 0 || call.host.writeMemory(target.address, target.bytes.subarray(0, count));
  return stored ? answer(SUCCESS, BigInt(count)) : answer(FAILED);
}

export function callDebugConsole(call: SbiCall, functionId: bigint): SbiAnswer {
  switch (functionId) {
    case 0n:
      return write(call);
    case 1n:
      return read(call);
    case 2n:
      call.host.consoleOutput(Number(argument(call, 0) & 0xffn));
      return answer(SUCCESS);
    default:
      return answer(NOT_SUPPORTED);
  }
}
