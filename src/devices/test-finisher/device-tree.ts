import { cells, type Placement, placed, text, type TreeNode, unitName } from '../device-tree.ts';

export const testFinisherNode = (at: Placement, phandle: number): TreeNode => ({
  name: unitName('test', at.base),
  properties: { ...placed(['sifive,test1', 'sifive,test0', 'syscon'], at), phandle: cells(phandle) },
});

/** How Linux ends the machine when no firmware offers to: values for the finisher's register. */
export const systemControlNodes = (finisherPhandle: number): readonly TreeNode[] =>
  (
    [
      ['poweroff', 0x5555],
      ['reboot', 0x7777],
    ] as const
  ).map(([name, value]) => ({
    name,
    properties: {
      compatible: text(`syscon-${name}`),
      regmap: cells(finisherPhandle),
      offset: cells(0),
      value: cells(value),
    },
  }));
