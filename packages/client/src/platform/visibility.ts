// Whether anybody can see the page and whether motion should be kept low.

/** Calls back at once and whenever the page is hidden or shown again. */
export function watchVisibility(page: Document, changed: (isHidden: boolean) => void): void {
  page.addEventListener('visibilitychange', () => changed(page.hidden));
  changed(page.hidden);
}

/** Calls back at once and whenever the person's wish for less motion changes. */
export function watchReducedMotion(view: Window, changed: (isReduced: boolean) => void): void {
  const query = view.matchMedia('(prefers-reduced-motion: reduce)');
  query.addEventListener('change', () => changed(query.matches));
  changed(query.matches);
}

/** True where a finger is the main pointer. */
export function hasCoarsePointer(view: Window): boolean {
  return view.matchMedia('(pointer: coarse)').matches;
}
