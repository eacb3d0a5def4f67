/** A recorded run survives its way into a link and back, and the types here are the machine's own. */
import { expect, expectTypeOf, test } from 'vitest';
import { unwrap } from '../base/problem.ts';
import { DEFAULT_CONFIGURATION } from '../machine/config/configuration.ts';
import type { RunRecord } from '../machine/log/recording.ts';
import { decodeLink, encodeLink } from './link.ts';
import { contentOf, type LoggedRun, type RunSetting, recordOf } from './run.ts';

const RECORD: LoggedRun = {
  events: [{ kind: 'input', at: 7, idle: true, bytes: Uint8Array.of(97, 255), delayNs: 0, gapNs: 0 }],
  instructions: 9000,
  stateHash: '0123456789abcdef'.repeat(4),
  end: 'poweroff',
  checkpoints: ['00112233', '44556677'],
  spacing: 4096,
};

const { count: _, ...configuration } = DEFAULT_CONFIGURATION;
const SETTING: RunSetting = {
  semantics: 1,
  build: 'abc',
  configuration,
  identity: { image: null, program: null, elf: Uint8Array.of(1, 2, 3), append: 'console=hvc0' },
};

test('a record survives', () => {
  const content = contentOf(SETTING, RECORD);
  const opened = unwrap(decodeLink(unwrap(encodeLink(content)).fragment));
  expect(opened).toEqual(content);
  expect(recordOf(opened)).toEqual(RECORD);
});

test('without a record, or of several harts in real time, nothing is expected', () => {
  const parallel: RunSetting = { ...SETTING, configuration: { ...configuration, harts: 2 } };
  for (const content of [contentOf(SETTING, undefined), contentOf(parallel, RECORD)]) {
    expect([content.result, content.checkpoints, content.log, content.spacing]).toEqual([
      null,
      '',
      undefined,
      undefined,
    ]);
    expect(recordOf(content)).toBeUndefined();
  }
});

test('its record is that of the machine', () => {
  expectTypeOf<LoggedRun>().toEqualTypeOf<RunRecord>();
});
