/** Hands a text to the visitor as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser takes the address up after this task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
