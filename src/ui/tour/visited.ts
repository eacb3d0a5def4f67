/** Whether this browser was here before. Storage may be refused: then every visit is the first, and skips alike. */
const KEY = 'trampoline toured';

export function wasToured(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function setToured(): void {
  try {
    localStorage.setItem(KEY, 'yes');
  } catch {
    // The next visit shows it once more.
  }
}
