/**
 * Gives the event loop of a worker or page a turn. A message to oneself takes 2–5 µs, where a timer would be
 * held back to 4 ms.
 */
export function eventTurns(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
