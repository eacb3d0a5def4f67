/**
 * Between a recorded run and what a link holds of it. The record is that of `src/machine/log`, told apart from there
 * on purpose, as its events are: a link's shape outlives the machine's own.
 */
import type { MachineConfiguration } from '../machine/config/configuration.ts';
import { encodeBase64url } from './base64url.ts';
import type { LinkContent } from './content.ts';
import { isReplayable } from './replayable.ts';
import { fromLatin1, type LoggedEvent, packLog, unpackLog } from './log.ts';

/** See `RunRecord`. */
export interface LoggedRun {
  readonly events: readonly LoggedEvent[];
  readonly instructions: number;
  readonly stateHash: string;
  readonly end: NonNullable<LinkContent['result']>['end'];
  readonly checkpoints: readonly string[];
  readonly spacing: number;
}

/** What ran, as a link can name it or carry it: an image, or a program as text or as ELF. */
export interface RunIdentity {
  readonly image: { readonly id: string; readonly sha256: string } | null;
  readonly program: string | null;
  readonly elf: Uint8Array | undefined;
  /** Kernel command line; null is the image's own. */
  readonly append: string | null;
}

export interface RunSetting {
  readonly semantics: number;
  readonly build: string;
  readonly configuration: Omit<MachineConfiguration, 'count' | 'tlbEntries' | 'threads'>;
  readonly identity: RunIdentity;
}

const CHECKPOINT = /.{8}/g;

/** What a link to a run holds; without a record, a link to the machine before its first instruction. */
export function contentOf(setting: RunSetting, record: LoggedRun | undefined): LinkContent {
  const { semantics, build, configuration, identity } = setting;
  const { isa, harts, ramBytes, mmu, tiers, warm, mode, seed } = configuration;
  const { image, program, elf, append } = identity;
  const replayed = isReplayable(configuration) ? record : undefined;
  return {
    semantics,
    build,
    image,
    machine: { isa, harts, ramBytes, mmu },
    append,
    tiers: [...tiers],
    warm,
    mode,
    seed,
    program,
    ...(elf && { elf: encodeBase64url(elf) }),
    input: [],
    ...(replayed && { log: packLog(replayed.events) }),
    result: replayed
      ? {
          instructions: replayed.instructions,
          stateHash: replayed.stateHash,
          ...(replayed.end && { end: replayed.end }),
        }
      : null,
    checkpoints: replayed ? replayed.checkpoints.join('') : '',
    ...(replayed && replayed.checkpoints.length > 0 && { spacing: replayed.spacing }),
  };
}

/** Bytes that a link's machine is given at virtual times since power-on. */
export const typedOf = ({ input }: LinkContent): { readonly atNs: number; readonly bytes: Uint8Array }[] =>
  input.map(([atNs, text]) => ({ atNs, bytes: fromLatin1(text) }));

/** What a link's run goes along and is compared with; undefined where nothing can be expected of it. */
export function recordOf(link: LinkContent): LoggedRun | undefined {
  const { result, checkpoints, log, spacing } = link;
  if (!result) return undefined;
  const parts = checkpoints.match(CHECKPOINT) ?? [];
  const typed = typedOf(link).map(
    ({ atNs, bytes }): LoggedEvent => ({
      kind: 'input',
      at: 0,
      idle: false,
      bytes,
      delayNs: atNs,
      gapNs: 0,
    }),
  );
  return {
    events: [...typed, ...unpackLog(log ?? [])],
    instructions: result.instructions,
    stateHash: result.stateHash,
    end: result.end,
    checkpoints: parts,
    spacing: spacing ?? Math.max(1, Math.floor(result.instructions / (parts.length + 1))),
  };
}
