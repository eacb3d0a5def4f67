/**
 * A row's syntax as parts: operands by name, and the text between them. The disassembler prints the parts in
 * order, the assembler reads them in order; neither knows more about how a guest's assembly looks.
 *
 *   parseSyntax('sd rs2, uimm(sp)', names)  ->  rs2 `,` uimm `(` `sp` `)`
 */

export type SyntaxPart = { readonly operand: string } | { readonly literal: string };

/** The parts after the mnemonic. A word that `isOperand` refuses is literal text. */
export function parseSyntax(syntax: string, isOperand: (name: string) => boolean): SyntaxPart[] {
  const space = syntax.indexOf(' ');
  if (space < 0) return [];
  const tokens = syntax.slice(space + 1).match(/[,()]|[^\s,()]+/g) ?? [];
  return tokens.map((token) => (isOperand(token) ? { operand: token } : { literal: token }));
}
