/**
 * How long the host took for what a machine does, for figures alone: nothing that the guest sees depends on it. Where
 * the host has no clock, nothing is measured.
 */
export class WorkTime {
  private readonly nowNs: (() => number) | undefined;
  /** In slices of a run, all that happens in them included. */
  executingNs = 0;
  /** In answers to the guest's accesses to devices and its SBI calls. */
  answeringNs = 0;

  constructor(nowNs: (() => number) | undefined) {
    this.nowNs = nowNs;
  }

  executing<T>(action: () => T): T {
    if (!this.nowNs) return action();
    const startNs = this.nowNs();
    const result = action();
    this.executingNs += this.nowNs() - startNs;
    return result;
  }

  answering<T>(action: () => T): T {
    if (!this.nowNs) return action();
    const startNs = this.nowNs();
    const result = action();
    this.answeringNs += this.nowNs() - startNs;
    return result;
  }
}
