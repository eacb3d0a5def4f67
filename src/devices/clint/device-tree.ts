import { cells, type Placement, placed, type TreeNode, unitName } from '../device-tree.ts';

/** `hartInterruptControllers` are the phandles of the harts' own controllers, in hart order. */
export const clintNode = (at: Placement, hartInterruptControllers: readonly number[]): TreeNode => ({
  name: unitName('clint', at.base),
  properties: {
    ...placed(['sifive,clint0', 'riscv,clint0'], at),
    'interrupts-extended': cells(...hartInterruptControllers.flatMap((phandle) => [phandle, 3, phandle, 7])),
  },
});
