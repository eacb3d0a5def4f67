/** Makes links of the page's machine: of its run so far, and of the machine before its first instruction. */
import { failure, type Problem, ProblemError, type Result, success } from '../../base/problem.ts';
import type { SharedRun } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import { encodeLink, encodeLinkFile } from '../../share/link.ts';
import { BUILD, ROOT_URL } from '../start/browser-page.ts';
import type { MachineControl } from '../state/control.ts';
import { usePage } from '../state/store.ts';
import { visitSearch } from '../state/visit.ts';

/** The page while it is developed has no name. */
const BUILD_NAME = BUILD === '' ? 'development' : BUILD;

export interface MadeLink {
  readonly content: LinkContent;
  /** The address, or why there is none. */
  readonly address: Result<string>;
}

export interface MadeLinks {
  readonly run: MadeLink;
  readonly machine: MadeLink;
  /** Where the run stands; `run` may end earlier, at the limits of a record. */
  readonly instructions: number;
}

function addressOf(content: LinkContent): Result<string> {
  const encoded = encodeLink(content);
  return encoded.ok ? success(`${ROOT_URL}${encoded.value.suffix}`) : encoded;
}

/** An image without a record needs no fragment, and starts at once. */
function machineLink(run: LinkContent): MadeLink {
  const { log: _log, spacing: _spacing, ...rest } = run;
  const content: LinkContent = { ...rest, input: [], result: null, checkpoints: '' };
  const { started } = usePage.getState();
  if (started?.origin.kind !== 'image') return { content, address: addressOf(content) };
  return { content, address: success(ROOT_URL + visitSearch('', started.origin.id, started.options)) };
}

export async function makeLinks(control: MachineControl): Promise<Result<MadeLinks>> {
  const shared: Result<SharedRun> = await control.share(BUILD_NAME);
  if (!shared.ok) return shared;
  const { content, instructions } = shared.value;
  const run = { content, address: addressOf(content) };
  return success({ run, machine: machineLink(content), instructions });
}

const reject = (reason: Problem): never => {
  throw new ProblemError(reason);
};

/** For scripts: the address of the run so far. */
export async function linkAddress(control: MachineControl): Promise<string> {
  const made = await makeLinks(control);
  const address = made.ok ? made.value.run.address : failure(made.problem);
  return address.ok ? address.value : reject(address.problem);
}

export function saveFile({ content }: MadeLink): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(new Blob([encodeLinkFile(content)], { type: 'application/json' }));
  link.href = url;
  link.download = `${content.image?.id ?? 'program'}-run.json`;
  link.click();
  // The download has its own hold on it once it began.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
