/**
 * What the page shows, in one place. Only {@link ./control.ts} writes it; components read it. The machine
 * itself is owned by the control, never by a component: mounting twice must not make two machines.
 */
import { create } from './create.ts';
import type { Problem, Result } from '../../base/problem.ts';
import type { DiskRef } from '../../protocol/library.ts';
import type {
  ImageSummary,
  LoadProgress,
  MachineOptions,
  StartedMachine,
  StartRequest,
} from '../../protocol/machine.ts';
import type { PageState } from '../../protocol/page.ts';
import type { LinkContent } from '../../share/content.ts';
import type { Standing } from '../start/isolation.ts';
import { DEFAULT_IMAGE } from './visit.ts';

/** What boots: an image of the catalogue, files of the user, what a link holds, or a machine of the library. */
export type Origin =
  | { readonly kind: 'image'; readonly id: string; readonly disks?: readonly DiskRef[] }
  | { readonly kind: 'files'; readonly files: readonly File[] }
  /** A whole machine, options and all. */
  | { readonly kind: 'link'; readonly content: LinkContent }
  | {
      readonly kind: 'kept';
      /** Null where it is only looked at. */
      id: string | null;
      readonly title: string;
      readonly machine: { readonly ramBytes: number; readonly harts: number };
      /** What it boots when it is started over; null for anything but an image. */
      readonly image: string | null;
      /** Reads its state, each time that it is started. */
      readonly request: (paused: boolean) => Promise<Result<StartRequest>>;
    };

/** What to start next. */
export interface Choice {
  readonly origin: Origin;
  readonly options: MachineOptions;
}

export interface GuestEnd {
  readonly reason: string;
  /** 0 is success. */
  readonly code: number;
}

export interface PageView {
  readonly state: PageState;
  /** The machine that was started; undefined before the first, and while one loads. */
  readonly machine: StartedMachine | undefined;
  /** What it was started from, for starting over. */
  readonly started: Choice | undefined;
  /** What the controls show; differs from `started` until it is applied. */
  readonly choice: Choice;
  readonly images: readonly ImageSummary[];
  readonly progress: readonly LoadProgress[];
  readonly problem: Problem | undefined;
  readonly end: GuestEnd | undefined;
  /** A calm remark, such as why nothing started by itself. */
  readonly notice: string | undefined;
  /** Instructions a second at most; 0: no limit. */
  readonly speed: number;
  /** A request to the machine is on its way. */
  readonly busy: boolean;
  /** How this page shares memory with its workers. */
  readonly standing: Standing;
}

export const usePage = create<PageView>()(() => ({
  state: 'empty',
  machine: undefined,
  started: undefined,
  choice: { origin: { kind: 'image', id: DEFAULT_IMAGE }, options: {} },
  images: [],
  progress: [],
  problem: undefined,
  end: undefined,
  notice: undefined,
  speed: 0,
  busy: false,
  standing: { isolation: 'headers' },
}));

/** States in which there is a machine to pause, step or start over. */
export const hasMachine = (state: PageState): boolean =>
  state === 'running' || state === 'paused' || state === 'ended';
