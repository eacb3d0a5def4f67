/**
 * What the page asks of the worker that measures one performance toggle on the reader's own machine, and which
 * features of the host's WebAssembly can be left out on purpose.
 */

/** As `?without=` names them. */
export const SWITCHABLE_FEATURES = ['tail-calls', 'branch-hints'] as const;
export type SwitchableFeature = (typeof SWITCHABLE_FEATURES)[number];

/** A tier, a feature, or warming. */
export type ProofSubject = 'interpreter' | 'baseline' | 'warming' | SwitchableFeature;

/** Do the subject's piece of work with it on or off. One request at a time. */
export interface ProofRequest {
  readonly subject: ProofSubject;
  readonly on: boolean;
}

export type ProofAnswer = { readonly seconds: number } | { readonly failed: string };
