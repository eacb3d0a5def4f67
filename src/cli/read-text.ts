/** Text files as operands: `-` is standard input. */
import { type Result, success } from '../base/problem.ts';
import { readInputFile } from '../host/node/files.ts';

export function readText(operand: string, limitBytes: number): Result<string> {
  const read = readInputFile(operand === '-' ? '/dev/stdin' : operand, limitBytes);
  return read.ok ? success(Buffer.from(read.value).toString()) : read;
}
