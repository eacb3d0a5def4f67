/**
 * What can be asked about translated code, and what is answered: data alone, for messages between threads and for
 * JSON. Addresses are hexadecimal text; whoever shows them knows no guest. A figure that nobody counted is null.
 */

export interface InspectRequest {
  readonly hart: number;
  /** Where to look; hexadecimal, with or without `0x`. */
  readonly address: string;
  /** As the hart sees it now, or as the bus does. */
  readonly space: 'virtual' | 'physical';
}

export type InspectQuestion =
  | { readonly kind: 'at'; readonly request: InspectRequest }
  | { readonly kind: 'hottest'; readonly most: number }
  /** Has translated code count what it does from now on, or not; answered with an empty list of what is hottest. */
  | { readonly kind: 'count'; readonly on: boolean };

export type InspectAnswer =
  | { readonly kind: 'at'; readonly inspection: Inspection }
  | { readonly kind: 'hottest'; readonly hottest: Hottest };

/** One line of IR or WebAssembly text. */
export interface CodeLine {
  readonly text: string;
  readonly depth: number;
  /** The block that it belongs to; null for the region's frame. */
  readonly block: number | null;
  /** Address of the guest instruction that it comes from. */
  readonly at: string | null;
}

export interface CodeStage {
  readonly name: string;
  readonly lines: readonly CodeLine[];
}

export interface GuestInstruction {
  readonly address: string;
  /** Its bytes as one number, hexadecimal. */
  readonly word: string;
  readonly text: string;
}

/**
 * Where a block goes: to another one of the region, or out of it; null where the guest computes it. A jump whose target
 * is computed first tries where it was seen to go before (`seen`), then leaves.
 */
export interface BlockEdge {
  readonly when: 'always' | 'taken' | 'not taken' | 'seen' | 'otherwise';
  readonly block: number | null;
  readonly target: string | null;
}

export interface InspectedBlock {
  readonly address: string;
  readonly instructions: readonly GuestInstruction[];
  readonly edges: readonly BlockEdge[];
  /** Times that translated code began it. */
  readonly executions: number | null;
  /** Times that a hart was found in it, in whichever tier. */
  readonly samples: number;
}

/** How control leaves a region. */
export interface InspectedExit {
  readonly how: 'static' | 'dynamic' | 'page' | 'irreducible' | 'budget' | 'instruction';
  /** The block it leaves from. */
  readonly block: number;
  readonly target: string | null;
  readonly executions: number | null;
}

/** What the code cache knows of a region. */
export interface RegionView {
  readonly tier: 'baseline';
  readonly origin: 'translated' | 'warmed';
  readonly bytes: number;
  readonly instructions: number;
  /** RAM pages in which it begins. */
  readonly pages: number;
  readonly entries: number | null;
  readonly translationNs: number | null;
  readonly ageNs: number | null;
  /** Whether making it again gave the very code that runs. */
  readonly isSame: boolean;
}

export interface Inspection {
  readonly hart: number;
  readonly address: string;
  readonly physical: string;
  /** Where the region begins, in the space that was asked for. */
  readonly start: string;
  /** Null where nothing translated stands: what follows is what would be made. */
  readonly region: RegionView | null;
  /** Where other regions begin that hold the address as well. */
  readonly others: readonly string[];
  readonly blocks: readonly InspectedBlock[];
  readonly exits: readonly InspectedExit[];
  /** IR, from as it was written to as it was lowered. */
  readonly stages: readonly CodeStage[];
  /** WebAssembly text: a whole module with this region alone. */
  readonly wasm: readonly CodeLine[];
}

export interface HotBlock {
  /** That was found there last; 0 where only the RAM page is known. */
  readonly hart: number;
  /** As the hart saw it; null where only the RAM page is known. */
  readonly virtual: string | null;
  readonly physical: string;
  /** Its first instruction. */
  readonly text: string;
  readonly tier: 'interpreter' | 'baseline';
  readonly executions: number | null;
  /** Retired in it, as far as they were counted. */
  readonly instructions: number | null;
  readonly samples: number;
  /** Of all that was counted, or of the instructions that the samples stand for. */
  readonly share: number;
}

export interface Hottest {
  /** `executions`: counted, in translated code alone. `samples`: found there now and then, in every tier. */
  readonly measure: 'executions' | 'samples';
  /** All blocks or places that are known. */
  readonly known: number;
  readonly blocks: readonly HotBlock[];
  /** Of all that was counted or sampled, the share of code that does not stand there any more. */
  readonly gone: number;
}
