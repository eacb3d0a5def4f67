import { type Placement, placed, type TreeNode, unitName } from '../device-tree.ts';

export const goldfishRtcNode = (at: Placement): TreeNode => ({
  name: unitName('rtc', at.base),
  properties: placed(['google,goldfish-rtc'], at),
});
