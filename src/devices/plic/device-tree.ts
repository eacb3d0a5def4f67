import { cells, type Placement, placed, present, type TreeNode, unitName } from '../device-tree.ts';
import { SOURCE_COUNT } from './state.ts';

/** `hartInterruptControllers` are the phandles of the harts' own controllers, in hart order. */
export const plicNode = (
  at: Placement,
  phandle: number,
  hartInterruptControllers: readonly number[],
): TreeNode => ({
  name: unitName('plic', at.base),
  properties: {
    ...placed(['sifive,plic-1.0.0', 'riscv,plic0'], at),
    phandle: cells(phandle),
    '#address-cells': cells(0),
    '#interrupt-cells': cells(1),
    'interrupt-controller': present,
    'riscv,ndev': cells(SOURCE_COUNT - 1),
    'interrupts-extended': cells(...hartInterruptControllers.flatMap((hart) => [hart, 11, hart, 9])),
  },
});
