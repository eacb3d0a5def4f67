/**
 * Keeps the page's machine: from the first typed byte on what comes in is logged, and its state is stored every so
 * often; a machine that has just booted is stored once, for the next visit to start there. Loaded after the first
 * prompt. What storage does is the library worker's business; here is when.
 */
import { transfer } from 'comlink';
import { failure, type Problem, ProblemError, problem, type Result, success } from '../../base/problem.ts';
import type {
  KeptSource,
  LibraryEvent,
  LibraryService,
  MachineView,
  NewMachine,
  OpenAs,
  PointView,
} from '../../protocol/library.ts';
import type { NamedFile, StartRequest } from '../../protocol/machine.ts';
import type { MachineControl } from '../state/control.ts';
import { forgetRemark, remark } from '../state/remarks.ts';
import { type Choice, type Origin, usePage } from '../state/store.ts';
import { DEFAULT_IMAGE } from '../state/visit.ts';
import { connectLibrary, type LibraryClient } from './client.ts';
import { useLibrary } from './library-view.ts';

type Service = LibraryService;
type Answer<K extends keyof Service> = Awaited<ReturnType<Service[K]>>;

export class LibrarySession {
  private readonly control: MachineControl;
  private readonly focusTerminal: () => void;
  private client: LibraryClient | undefined;
  /** The machine's line to the library stands. */
  private attached: Promise<Result<null>> | undefined;
  private beginning: Promise<Result<unknown>> | undefined;
  private typedHere = false;
  private isUnsaved = false;

  constructor(control: MachineControl, focusTerminal: () => void) {
    this.control = control;
    this.focusTerminal = focusTerminal;
    control.observer = { started: () => this.started(), typed: () => this.typed() };
    if (control.isTypedInto) this.typed();
    usePage.subscribe(({ state }, before) => {
      if (state === 'ended' && before.state !== 'ended') void this.ended();
      if (state === 'failed' && before.state !== 'failed') void this.failed();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void this.saveQuietly();
    });
    addEventListener('beforeunload', (event) => {
      // Whatever was typed is stored already, unless storing failed.
      if (this.isUnsaved && this.typedHere) event.preventDefault();
    });
  }

  private get calls(): LibraryClient['calls'] {
    this.client ??= connectLibrary({
      event: (event) => this.receive(event),
      died: () => {
        this.client = undefined;
        this.attached = undefined;
        this.beginning = undefined;
        useLibrary.setState({ here: undefined });
      },
    });
    return this.client.calls;
  }

  /** Asks the library; a call that changes something shows in the list afterwards. */
  call<K extends keyof Service>(method: K, ...given: Parameters<Service[K]>): Promise<Answer<K>> {
    return this.calls.call(method, ...(given as never)) as Promise<Answer<K>>;
  }

  async refresh(): Promise<void> {
    const view = await this.call('list');
    useLibrary.setState(view.ok ? { view: view.value, problem: undefined } : { problem: view.problem });
    if (!view.ok) return;
    if (view.value.isNearlyFull) this.warn();
  }

  private warn(): void {
    remark(
      'storage',
      'The storage that this browser gives the page is nearly full. Machines can be exported as files, and deleted, in the library.',
      [{ label: 'Open the library', does: () => useLibrary.setState({ isOpen: true }) }],
    );
  }

  /** Another machine runs now. */
  private started(): void {
    this.attached = undefined;
    this.beginning = undefined;
    this.typedHere = false;
    const { started } = usePage.getState();
    const kept = started?.origin.kind === 'kept' ? started.origin.id : null;
    if (kept !== null) void this.attach();
    else if (useLibrary.getState().here) {
      useLibrary.setState({ here: undefined, savedMs: undefined });
      void this.call('leave', false);
    }
  }

  /** Gives the machine's thread a line to the library. */
  private attach(): Promise<Result<null>> {
    this.attached ??= (async () => {
      const { port1, port2 } = new MessageChannel();
      const { machine } = usePage.getState();
      const key = machine?.ready?.isResumed ? machine.ready.key : null;
      const there = await this.call('attach', transfer(port1, [port1]), key);
      return there.ok ? this.control.lend(transfer(port2, [port2])) : there;
    })();
    return this.attached;
  }

  private typed(): void {
    if (this.typedHere) return;
    this.typedHere = true;
    if (usePage.getState().started?.origin.kind !== 'kept') void this.begin(null);
  }

  /** Keeps the machine that runs as a new one, once. */
  private begin(name: string | null): Promise<Result<unknown>> {
    const running = newMachine();
    if (!running) return Promise.resolve(NOTHING_RUNS);
    this.beginning ??= (async () => {
      const attached = await this.attach();
      if (!attached.ok) return attached;
      const machine = await running();
      const id = await this.call('begin', machine, name);
      if (id.ok) useLibrary.setState({ here: { id: id.value, name }, savedMs: Date.now() });
      else if (id.problem.kind !== 'environment') this.trouble(id.problem);
      if (!id.ok) this.beginning = undefined;
      return id;
    })();
    return this.beginning;
  }

  /** Keeps the machine under a name, and asks the browser not to clear it away. */
  async keepAs(name: string): Promise<Result<unknown>> {
    const kept = await this.begin(null);
    if (!kept.ok) return kept;
    const { here } = useLibrary.getState();
    if (!here) return NOTHING_RUNS;
    const renamed = await this.call('rename', here.id, name);
    if (renamed.ok) useLibrary.setState({ here: { ...here, name: name.trim() } });
    await this.askToPersist();
    return renamed;
  }

  private async askToPersist(): Promise<void> {
    const isPersistent = await navigator.storage.persist().catch(() => false);
    useLibrary.setState({ isPersistent });
  }

  /** Takes a snapshot of the machine that runs. */
  async snapshot(name: string): Promise<Result<PointView>> {
    const { started } = usePage.getState();
    if (started?.origin.kind !== 'kept' || started.origin.id === null) {
      const kept = await this.begin(null);
      if (!kept.ok) return kept;
    }
    return this.call('save', name);
  }

  private async saveQuietly(): Promise<void> {
    if (useLibrary.getState().here) await this.call('save', null);
  }

  /** Stores a machine that has just booted, unless somebody has typed already. */
  async keepReady(): Promise<void> {
    const { machine } = usePage.getState();
    if (!machine?.ready || machine.ready.isResumed || this.control.isTypedInto) return;
    const attached = await this.attach();
    if (attached.ok && !this.control.isTypedInto) await this.call('keepReady', machine.ready.key);
  }

  /** An unnamed machine that was switched off is nothing to go on with. */
  private async ended(): Promise<void> {
    const { here } = useLibrary.getState();
    if (!here || here.name !== null) return;
    useLibrary.setState({ here: undefined, savedMs: undefined });
    this.beginning = undefined;
    this.typedHere = false;
    await this.call('leave', true);
  }

  /** The machine is gone, and what was kept of it is not. */
  private async failed(): Promise<void> {
    const { here } = useLibrary.getState();
    this.attached = undefined;
    this.beginning = undefined;
    if (!here) return;
    useLibrary.setState({ here: undefined, savedMs: undefined });
    await this.call('leave', false);
    await this.refresh();
    const machine = useLibrary.getState().view?.machines.find(({ id }) => id === here.id);
    if (machine) this.offer(machine, `“${nameOf(machine)}” was kept up to the moment at which it stopped.`);
  }

  /** A machine to go on with, in a sentence and a button. */
  offer(machine: MachineView, text: string): void {
    const open = (): void => {
      this.open(machine, 'own').catch((error: unknown) => this.control.reportError(error));
    };
    remark('continue', text, [{ label: 'Continue where it stopped', does: open }]);
  }

  /** Starts a machine of the library from its newest state, or from one of its snapshots. */
  async open(machine: MachineView, as: OpenAs, point: number | null = null): Promise<void> {
    useLibrary.setState({ opening: machine.name ?? machine.title });
    try {
      await this.control.start(this.choiceOf(machine, as, point));
    } finally {
      useLibrary.setState({ opening: undefined, isOpen: false });
    }
    if (usePage.getState().started?.origin.kind !== 'kept') return;
    forgetRemark('continue');
    // After the dialog has given the focus back.
    setTimeout(this.focusTerminal);
  }

  private choiceOf(view: MachineView, as: OpenAs, point: number | null): Choice {
    const { title, ramBytes, harts, image } = view;
    // What is asked again, after a worker has died, is its newest state.
    let how = { id: view.id, as, point };
    const request = async (paused: boolean): Promise<Result<StartRequest>> => {
      const opened = await this.call('open', how.id, how.as, how.point);
      if (!opened.ok) return opened;
      // The line to the machine of before is closed.
      this.attached = undefined;
      const { resume, source, disks, options, id, name, damage } = opened.value;
      how = { id: id ?? view.id, as: id === null ? 'look' : 'own', point: id === null ? point : null };
      origin.id = id;
      useLibrary.setState({ here: id === null ? undefined : { id, name }, savedMs: undefined });
      if (damage[0]) sayDamage(damage[0]);
      const start: StartRequest = {
        source: { kind: 'kept', source, title: name ?? title, resume, disks, rootOfImage: DEFAULT_IMAGE },
        options,
        paused,
      };
      return success(transfer(start, [...resume.buffers]));
    };
    const origin: Extract<Origin, { kind: 'kept' }> = {
      kind: 'kept',
      id: as === 'look' ? null : view.id,
      title: view.name ?? title,
      machine: { ramBytes, harts },
      image,
      request,
    };
    return { origin, options: view.options };
  }

  private receive(event: LibraryEvent): void {
    if (event.kind === 'saved') {
      this.isUnsaved = false;
      forgetRemark('library');
      useLibrary.setState({ savedMs: event.takenMs });
    } else if (event.kind === 'trouble') this.trouble(event.problem);
    else void this.lost();
    if (useLibrary.getState().isOpen) void this.refresh();
  }

  private trouble({ what, action }: Problem): void {
    this.isUnsaved = true;
    remark('library', `This machine is not being saved: ${what}. To help, ${action}.`, [
      { label: 'Open the library', does: () => useLibrary.setState({ isOpen: true }) },
    ]);
  }

  /** Another tab has taken the machine over. */
  private async lost(): Promise<void> {
    const { here } = useLibrary.getState();
    useLibrary.setState({ here: undefined, savedMs: undefined });
    this.beginning = undefined;
    this.typedHere = true;
    await this.control.pause().catch(() => undefined);
    const copy = async (): Promise<void> => {
      forgetRemark('taken');
      const begun = await this.begin(`${here?.name ?? usePage.getState().machine?.title}, copy`.slice(0, 80));
      if (begun.ok) await this.control.resume();
    };
    const back = async (): Promise<void> => {
      forgetRemark('taken');
      await this.refresh();
      const machine = useLibrary.getState().view?.machines.find(({ id }) => id === here?.id);
      if (machine) await this.open(machine, 'take');
    };
    remark(
      'taken',
      'Another tab has taken this machine over, with everything up to now. Here it is paused, and no longer saved.',
      [
        { label: 'Take it back', does: () => void back() },
        { label: 'Go on here as a copy', does: () => void copy() },
      ],
    );
  }

  /** The machine that runs, as one file; storage is not needed for it. */
  async exportRunning(): Promise<Result<NamedFile>> {
    const running = newMachine();
    if (!running) return NOTHING_RUNS;
    const attached = await this.attach();
    return attached.ok ? this.call('exportRunning', await running()) : attached;
  }

  /** A snapshot file becomes a machine of the library, and is gone on with. */
  async importFile(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const id = await this.call('importFile', { name: file.name, bytes });
    if (!id.ok) throw new ProblemError(id.problem);
    await this.refresh();
    const machine = useLibrary.getState().view?.machines.find((candidate) => candidate.id === id.value);
    if (machine) await this.open(machine, 'own');
  }
}

export const nameOf = ({ name, title }: MachineView): string => name ?? title;

const NOTHING_RUNS: Result<never> = failure(
  problem('usage', 'machine.none', 'the machine', 'none is running', 'press Run first'),
);

function sayDamage({ what }: Problem): void {
  remark(
    'damage',
    `Its newest snapshot could not be read (${what}). The machine goes on from the one before.`,
  );
}

/** What the machine that runs is made of; its own files are read when that is asked for. */
function newMachine(): (() => Promise<NewMachine>) | undefined {
  const { machine: started, started: choice } = usePage.getState();
  if (!started || !choice) return undefined;
  const { origin, options } = choice;
  const disks = origin.kind === 'image' ? (origin.disks ?? []) : [];
  return async () => ({ started, options, source: await sourceOf(origin), disks });
}

async function sourceOf(origin: Origin): Promise<KeptSource> {
  if (origin.kind === 'image') return { kind: 'image', id: origin.id };
  if (origin.kind === 'kept' && origin.image !== null) return { kind: 'image', id: origin.image };
  if (origin.kind !== 'files') return { kind: 'snapshot' };
  const files = origin.files.map(async (file) => ({
    name: file.name,
    bytes: new Uint8Array(await file.arrayBuffer()),
  }));
  return { kind: 'files', files: await Promise.all(files) };
}
