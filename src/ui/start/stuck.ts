/** Shows what index.html has to say when a script of the page can't be loaded. */
export function showStuck(): void {
  document.getElementById('stuck')?.removeAttribute('hidden');
}
