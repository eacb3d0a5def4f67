/**
 * Files dropped anywhere on the page are opened, from the first moment on: without this the browser would leave
 * the page and show the file. What the page's own parts have taken already is left alone.
 */
export function takeDroppedFiles(open: (files: File[]) => void): void {
  addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (event.defaultPrevented || files.length === 0) return;
    event.preventDefault();
    open(files);
  });
}
