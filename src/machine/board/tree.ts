/**
 * The board's device tree: what firmware and kernel are told about the machine.
 *
 * The harts' extensions come in as a list, so that the tree says exactly what the instruction tables hold:
 * firmware probes CSRs and stops where tree and hart disagree. Phandles: 1 the interrupt controller, 2 the
 * finisher, then two for each hart (the hart itself, its own interrupt controller).
 */
import { at } from '../../base/assert.ts';
import { Random } from '../../base/random.ts';
import { clintNode } from '../../devices/clint/device-tree.ts';
import { TIMEBASE_HZ } from '../../devices/clint/device.ts';
import { cells, present, reg, text, type TreeNode, unitName, wide } from '../../devices/device-tree.ts';
import { goldfishRtcNode } from '../../devices/goldfish-rtc/device-tree.ts';
import { plicNode } from '../../devices/plic/device-tree.ts';
import { systemControlNodes, testFinisherNode } from '../../devices/test-finisher/device-tree.ts';
import { uartNode } from '../../devices/uart/device-tree.ts';
import { virtioNode } from '../../devices/virtio/device-tree.ts';
import { RAM_BASE, UART_BASE, VIRTIO_SLOTS } from './address-map.ts';
import * as index from './devices.ts';

export interface MemoryRange {
  readonly start: number;
  /** The first address after it. */
  readonly end: number;
}

export interface ReservedRange extends MemoryRange {
  readonly name: string;
}

export interface TreeConfig {
  readonly hartCount: number;
  readonly ramBytes: number;
  /** Single letters in canonical order without the base (`m`, `a` …), then longer names, all lower case. */
  readonly extensions: readonly string[];
  readonly mmu: 'sv39' | 'sv48' | 'sv57';
  /** Seeds `rng-seed`. */
  readonly seed: bigint;
  readonly bootArguments?: string;
  readonly initrd?: MemoryRange;
  /** RAM that the kernel must not touch. */
  readonly reserved?: readonly ReservedRange[];
}

const PLIC_PHANDLE = 1;
const FINISHER_PHANDLE = 2;
const hartPhandle = (hart: number): number => 3 + hart * 2;
const hartControllerPhandle = (hart: number): number => 4 + hart * 2;
const RNG_SEED_BYTES = 64;

const harts = (config: TreeConfig): number[] => Array.from({ length: config.hartCount }, (_, hart) => hart);

/** `rv64imafdc_zicsr_…`, the older way to name extensions. */
export function isaString(extensions: readonly string[]): string {
  const single = extensions.filter((name) => name.length === 1);
  const longer = extensions.filter((name) => name.length > 1);
  return [`rv64i${single.join('')}`, ...longer].join('_');
}

const hartNode = (config: TreeConfig, hart: number): TreeNode => ({
  name: `cpu@${hart.toString(16)}`,
  properties: {
    device_type: text('cpu'),
    reg: cells(hart),
    status: text('okay'),
    compatible: text('riscv'),
    'riscv,isa': text(isaString(config.extensions)),
    'riscv,isa-base': text('rv64i'),
    'riscv,isa-extensions': text('i', ...config.extensions),
    'mmu-type': text(`riscv,${config.mmu}`),
    phandle: cells(hartPhandle(hart)),
  },
  children: [
    {
      name: 'interrupt-controller',
      properties: {
        compatible: text('riscv,cpu-intc'),
        'interrupt-controller': present,
        '#address-cells': cells(0),
        '#interrupt-cells': cells(1),
        phandle: cells(hartControllerPhandle(hart)),
      },
    },
  ],
});

const hartsNode = (config: TreeConfig): TreeNode => ({
  name: 'cpus',
  properties: {
    '#address-cells': cells(1),
    '#size-cells': cells(0),
    'timebase-frequency': cells(TIMEBASE_HZ),
  },
  children: [
    ...harts(config).map((hart) => hartNode(config, hart)),
    {
      name: 'cpu-map',
      properties: {},
      children: [
        {
          name: 'cluster0',
          properties: {},
          children: harts(config).map((hart) => ({
            name: `core${hart}`,
            properties: { cpu: cells(hartPhandle(hart)) },
          })),
        },
      ],
    },
  ],
});

function randomBytes(seed: bigint): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: RNG_SEED_BYTES }, () => random.next32() & 0xff);
}

const chosenNode = ({ seed, bootArguments, initrd }: TreeConfig): TreeNode => ({
  name: 'chosen',
  properties: {
    'stdout-path': text(`/soc/${unitName('serial', UART_BASE)}`),
    'rng-seed': randomBytes(seed),
    ...(bootArguments === undefined ? {} : { bootargs: text(bootArguments) }),
    ...(initrd === undefined
      ? {}
      : {
          'linux,initrd-start': cells(...wide(initrd.start)),
          'linux,initrd-end': cells(...wide(initrd.end)),
        }),
  },
});

const reservedNode = (ranges: readonly ReservedRange[]): TreeNode => ({
  name: 'reserved-memory',
  properties: { '#address-cells': cells(2), '#size-cells': cells(2), ranges: present },
  children: ranges.map(({ name, start, end }) => ({
    name: unitName(name, start),
    properties: { reg: reg(start, end - start), 'no-map': present },
  })),
});

function socNode(config: TreeConfig): TreeNode {
  const places = index.devicePlaces(0);
  const place = (device: number) => ({ ...at(places, device), interruptParent: PLIC_PHANDLE });
  const controllers = harts(config).map(hartControllerPhandle);
  return {
    name: 'soc',
    properties: {
      '#address-cells': cells(2),
      '#size-cells': cells(2),
      compatible: text('simple-bus'),
      ranges: present,
    },
    children: [
      testFinisherNode(place(index.FINISHER), FINISHER_PHANDLE),
      goldfishRtcNode(place(index.RTC)),
      clintNode(place(index.CLINT), controllers),
      plicNode(place(index.PLIC), PLIC_PHANDLE, controllers),
      uartNode(place(index.UART)),
      ...Array.from({ length: VIRTIO_SLOTS }, (_, slot) => virtioNode(place(index.VIRTIO + slot))),
    ],
  };
}

export function boardTree(config: TreeConfig): TreeNode {
  const reserved = config.reserved ?? [];
  return {
    name: '',
    properties: {
      '#address-cells': cells(2),
      '#size-cells': cells(2),
      compatible: text('riscv-virtio'),
      model: text('riscv-virtio,trampoline'),
    },
    children: [
      chosenNode(config),
      {
        name: unitName('memory', RAM_BASE),
        properties: { device_type: text('memory'), reg: reg(RAM_BASE, config.ramBytes) },
      },
      ...(reserved.length > 0 ? [reservedNode(reserved)] : []),
      hartsNode(config),
      ...systemControlNodes(FINISHER_PHANDLE),
      socNode(config),
    ],
  };
}
