/** Those in whose names every word of the text begins some word; names that begin with the text come first. */
export function matching<T extends { readonly name: string }>(
  commands: readonly T[],
  text: string,
): readonly T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const isBeginning = ({ name }: T): boolean => name.toLowerCase().startsWith(text.trim().toLowerCase());
  const found = commands.filter(({ name }) => {
    const parts = name.toLowerCase().split(/[\s:,]+/);
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  });
  return [...found.filter(isBeginning), ...found.filter((one) => !isBeginning(one))];
}
