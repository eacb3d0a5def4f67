/** A hart as its own thread drives it: piece by piece, with time as the host keeps it. */
import { Hart } from '../run/hart.ts';

export class ThreadHart extends Hart {
  private sinceLook = 0;

  /** Runs at most `budget` instructions and returns how many retired. Heat is looked at now and then. */
  runPiece(budget: number): number {
    const { engine } = this;
    engine.runEnd = BigInt(this.retired + budget);
    engine.remaining = budget;
    this.exports.run(budget);
    const done = budget - engine.remaining;
    this.retired += done;
    for (const entry of this.endings.splice(0)) this.predecoder.forget(entry);
    if (done < budget || !this.regions || !this.interprets) return done;
    this.sinceLook += done;
    if (this.sinceLook < this.heat.interval) return done;
    this.sample(this.sinceLook);
    this.look(this.regions, this.sinceLook);
    this.sinceLook = 0;
    return done;
  }

  /** Time is the host's from now on. */
  keepHostTime(clockWord: number): void {
    this.engine.nsPerInstruction = 0;
    this.engine.clockWord = clockWord;
  }

  /** Whether an interrupt would end this hart's wait now, by the host's time. */
  wakesNow(): boolean {
    return this.exports.wakePending() !== 0;
  }
}
