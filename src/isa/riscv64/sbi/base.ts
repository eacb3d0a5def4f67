/** Base extension (chapter 4): versions, and which extensions there are. */
import { answer, argument, NOT_SUPPORTED, type SbiAnswer, type SbiCall, SUCCESS } from './call.ts';

const SPECIFICATION_2_0 = 2n << 24n;
/** "TRMP", which no other implementation has registered. */
const IMPLEMENTATION_ID = 0x54524d50n;
const IMPLEMENTATION_VERSION = 1n;

export function callBase(
  call: SbiCall,
  functionId: bigint,
  isPresent: (extension: bigint) => boolean,
): SbiAnswer {
  switch (functionId) {
    case 0n:
      return answer(SUCCESS, SPECIFICATION_2_0);
    case 1n:
      return answer(SUCCESS, IMPLEMENTATION_ID);
    case 2n:
      return answer(SUCCESS, IMPLEMENTATION_VERSION);
    case 3n:
      return answer(SUCCESS, isPresent(argument(call, 0)) ? 1n : 0n);
    // mvendorid, marchid and mimpid read 0 on every hart.
    case 4n:
    case 5n:
    case 6n:
      return answer(SUCCESS, 0n);
    default:
      return answer(NOT_SUPPORTED);
  }
}
