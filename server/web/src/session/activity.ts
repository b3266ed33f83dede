let last = Date.now();

const DEEDS = ['pointerdown', 'keydown', 'wheel', 'touchmove'];

// Somebody who reads and scrolls is there; a page that tells of something by itself is nobody.
if (typeof window !== 'undefined') {
  for (const deed of DEEDS) {
    window.addEventListener(deed, () => void (last = Date.now()), { passive: true, capture: true });
  }
}

/** When somebody last did something in this window, in milliseconds. */
export function lastActive(): number {
  return last;
}

/** Somebody is there now. */
export function active(): void {
  last = Date.now();
}
