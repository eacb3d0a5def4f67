/** A promise that others settle, whose rejection is nobody's fault if nobody waits. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  private settle: { resolve(value: T): void; reject(reason: Error): void } | undefined;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.promise.catch(() => undefined);
  }

  get isSettled(): boolean {
    return this.settle === undefined;
  }

  resolve(value: T): void {
    this.settle?.resolve(value);
    this.settle = undefined;
  }

  reject(reason: Error): void {
    this.settle?.reject(reason);
    this.settle = undefined;
  }
}
