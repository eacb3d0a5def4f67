/**
 * The IR: nodes in blocks, in program order, with structured control flow.
 *
 * A node is a value, an effect, or both. Blocks nest (`if`, `loop`, `switch`); there are no gotos, so that
 * any block lowers to WebAssembly as it stands. Guest memory accesses and traps are ordered effects: no pass
 * may move one past another. One vocabulary serves instruction rows, the helpers they call (page walks, CSR
 * access, soft float) and, later, whole regions.
 *
 * "Hart memory" is the block of shared memory that belongs to one hart (see `src/memory/layout.ts`); state
 * places are byte offsets into it.
 */
import type { PureName, Type, WideName } from './operations.ts';

export type { PureName, Type, WideName } from './operations.ts';

/** An integer field in hart memory. 64-bit places are i64 values, narrower ones i32. */
export interface StatePlace {
  readonly name: string;
  readonly offset: number;
  readonly bits: 8 | 16 | 32 | 64;
}

/** An array of 64-bit registers in hart memory. */
export interface RegisterFile {
  readonly name: string;
  readonly offset: number;
  readonly count: number;
  /** The register that always reads 0 and swallows writes, if there is one. */
  readonly zero?: number;
}

export interface FunctionType {
  readonly name: string;
  readonly parameters: readonly Type[];
  /** At most one result. */
  readonly results: readonly Type[];
}

/** A function with a body in IR, or (without one) an import that the embedder provides. */
export interface FunctionDefinition extends FunctionType {
  readonly body?: FunctionBody;
}

export interface FunctionBody {
  readonly parameters: readonly Variable[];
  readonly block: Block;
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
}

export interface Block {
  readonly items: Node[];
}

/** Access order of a guest load, store or atomic. */
export type Order = 'plain' | 'acquire' | 'release' | 'acquireRelease' | 'sequential';

export type AccessBytes = 1 | 2 | 4 | 8;

export type AtomicOperator = 'add' | 'swap' | 'and' | 'or' | 'xor' | 'minS' | 'maxS' | 'minU' | 'maxU';

interface Base {
  readonly id: number;
  /** `none` for effects without a value, `pair` for two-result operations. */
  readonly type: Type | 'none' | 'pair';
  readonly args: readonly Node[];
}

export interface PureNode extends Base {
  readonly op: PureName;
}
export interface ConstNode extends Base {
  readonly op: 'const';
  /** The bit pattern, unsigned. */
  readonly value: bigint;
}
/** A field of the instruction being executed, where it is not known yet (interpreter handlers). */
export interface OperandNode extends Base {
  readonly op: 'operand';
  readonly name: string;
}
export interface WideNode extends Base {
  readonly op: WideName;
}
/** One result of a two-result operation. */
export interface ProjectNode extends Base {
  readonly op: 'project';
  readonly index: 0 | 1;
}
/** args: index (i32 constant or operand). */
export interface ReadRegisterNode extends Base {
  readonly op: 'readRegister';
  readonly file: RegisterFile;
}
/** args: index, value (i64). */
export interface WriteRegisterNode extends Base {
  readonly op: 'writeRegister';
  readonly file: RegisterFile;
}
export interface ReadStateNode extends Base {
  readonly op: 'readState';
  readonly place: StatePlace;
}
export interface WriteStateNode extends Base {
  readonly op: 'writeState';
  readonly place: StatePlace;
}
/** A guest load at a virtual address; may fault. args: address (i64). Yields an i64. */
export interface LoadNode extends Base {
  readonly op: 'load';
  readonly bytes: AccessBytes;
  readonly signed: boolean;
  readonly order: Order;
}
/** A guest store at a virtual address; may fault. args: address, value (both i64). */
export interface StoreNode extends Base {
  readonly op: 'store';
  readonly bytes: AccessBytes;
  readonly order: Order;
}
/** A guest read-modify-write; may fault. args: address, operand. Yields the old value, sign-extended. */
export interface AtomicNode extends Base {
  readonly op: 'atomic';
  readonly operator: AtomicOperator;
  readonly bytes: 4 | 8;
  readonly order: Order;
}
/** args: address. Yields the value, sign-extended; takes the reservation. */
export interface LoadReservedNode extends Base {
  readonly op: 'loadReserved';
  readonly bytes: 4 | 8;
  readonly order: Order;
}
/** args: address, value. Yields 0 (i64) when stored, 1 when the reservation was lost. */
export interface StoreConditionalNode extends Base {
  readonly op: 'storeConditional';
  readonly bytes: 4 | 8;
  readonly order: Order;
}
/** A read of shared memory itself, unchecked. args: address (i32). Sub-word loads zero- or sign-extend. */
export interface HostLoadNode extends Base {
  readonly op: 'hostLoad';
  readonly bytes: AccessBytes;
  readonly signed: boolean;
  readonly offset: number;
}
/** args: address (i32), value. */
export interface HostStoreNode extends Base {
  readonly op: 'hostStore';
  readonly bytes: AccessBytes;
  readonly offset: number;
}
/** Compare and exchange on shared memory. args: address (i32), expected, replacement. Yields the old value. */
export interface HostCompareExchangeNode extends Base {
  readonly op: 'hostCompareExchange';
  readonly bytes: 4 | 8;
}
/** args: destination (i32), byte value (i32), length in bytes (i32). */
export interface HostFillNode extends Base {
  readonly op: 'hostFill';
}
/** Orders this hart's accesses: all before it, all after it. */
export interface FenceNode extends Base {
  readonly op: 'fence';
  /** Whether harts run at the same time, so that the host has to be told. */
  readonly concurrent: boolean;
}
export interface ReadVariableNode extends Base {
  readonly op: 'readVariable';
  readonly variable: Variable;
}
export interface WriteVariableNode extends Base {
  readonly op: 'writeVariable';
  readonly variable: Variable;
}
/** args: condition (i32). */
export interface IfNode extends Base {
  readonly op: 'if';
  readonly then: Block;
  readonly otherwise: Block;
}
/** Repeats until a `break`; `continue` starts the next round at once. */
export interface LoopNode extends Base {
  readonly op: 'loop';
  readonly body: Block;
}
/** Leaves (`break`) or repeats (`continue`) the enclosing loop, 0 being the innermost. */
export interface LoopExitNode extends Base {
  readonly op: 'break' | 'continue';
  readonly depth: number;
}
/** args: selector (i32). Dense cases from 0; anything else runs `otherwise`. */
export interface SwitchNode extends Base {
  readonly op: 'switch';
  readonly cases: readonly Block[];
  readonly otherwise: Block;
}
export interface CallNode extends Base {
  readonly op: 'call';
  readonly callee: FunctionDefinition;
}
/** Leaves the function. args: the result, if it has one. */
export interface ReturnNode extends Base {
  readonly op: 'return';
}
/** The guest address of the current instruction (i64). */
export interface PcNode extends Base {
  readonly op: 'pc' | 'nextPc';
}
/** Instructions retired before the current one (i64). */
export interface RetiredNode extends Base {
  readonly op: 'retired';
}
/** Ends the instruction at another address when the condition holds. args: condition (i32), target (i64). */
export interface BranchNode extends Base {
  readonly op: 'branch';
}
/** Ends the instruction at a target. args: target (i64). */
export interface JumpNode extends Base {
  readonly op: 'jump';
}
/** Raises an exception at the current instruction, which does not retire. args: cause, value (both i64). */
export interface TrapNode extends Base {
  readonly op: 'trap';
}
/**
 * The instruction may have changed what interrupts, translation or time events depend on: they are looked
 * at again before the next one.
 */
export interface AttentionNode extends Base {
  readonly op: 'attention';
}

export type Node =
  | PureNode
  | ConstNode
  | OperandNode
  | WideNode
  | ProjectNode
  | ReadRegisterNode
  | WriteRegisterNode
  | ReadStateNode
  | WriteStateNode
  | LoadNode
  | StoreNode
  | AtomicNode
  | LoadReservedNode
  | StoreConditionalNode
  | HostLoadNode
  | HostStoreNode
  | HostCompareExchangeNode
  | HostFillNode
  | FenceNode
  | ReadVariableNode
  | WriteVariableNode
  | IfNode
  | LoopNode
  | LoopExitNode
  | SwitchNode
  | CallNode
  | ReturnNode
  | PcNode
  | RetiredNode
  | BranchNode
  | JumpNode
  | TrapNode
  | AttentionNode;

/** The blocks nested in a node, in order. */
export function nestedBlocks(node: Node): readonly Block[] {
  switch (node.op) {
    case 'if':
      return [node.then, node.otherwise];
    case 'loop':
      return [node.body];
    case 'switch':
      return [...node.cases, node.otherwise];
    default:
      return [];
  }
}
