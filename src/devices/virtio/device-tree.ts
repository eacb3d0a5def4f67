import { type Placement, placed, type TreeNode, unitName } from '../device-tree.ts';

export const virtioNode = (at: Placement): TreeNode => ({
  name: unitName('virtio_mmio', at.base),
  properties: placed(['virtio,mmio'], at),
});
