import { cells, type Placement, placed, type TreeNode, unitName } from '../device-tree.ts';
import { UART_CLOCK_HZ } from './device.ts';

export const uartNode = (at: Placement): TreeNode => ({
  name: unitName('serial', at.base),
  properties: { ...placed(['ns16550a'], at), 'clock-frequency': cells(UART_CLOCK_HZ) },
});
