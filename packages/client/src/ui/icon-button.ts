// Small square buttons of the HUD.

import { element, icon } from './dom.ts';

export const ICONS = {
  loud: 'M4 9 H8 L13 5 V19 L8 15 H4 Z M16 9 Q18.5 12 16 15 M18.5 6.5 Q23 12 18.5 17.5',
  muted: 'M4 9 H8 L13 5 V19 L8 15 H4 Z M16 9.5 L21 14.5 M21 9.5 L16 14.5',
  invite:
    'M10 14 A4 4 0 0 0 15.7 14 L19 10.7 A4 4 0 0 0 13.3 5 L12 6.3 M14 10 A4 4 0 0 0 8.3 10 L5 13.3 A4 4 0 0 0 10.7 19 L12 17.7',
  gear: 'M12 9 A3 3 0 1 0 12 15 A3 3 0 1 0 12 9 M12 3 V6 M12 18 V21 M3 12 H6 M18 12 H21 M5.6 5.6 L7.8 7.8 M16.2 16.2 L18.4 18.4 M18.4 5.6 L16.2 7.8 M7.8 16.2 L5.6 18.4',
  leave: 'M14 8 V5 H4 V19 H14 V16 M9 12 H20 M16 8 L20 12 L16 16',
} as const;

/** A button with a drawing on it and its words for those who cannot see it. */
export function iconButton(path: string, label: string, onClick: () => void): HTMLButtonElement {
  const button = element('button', {
    class: 'icon-button',
    attributes: { type: 'button', 'aria-label': label, title: label },
  });
  button.append(icon(path));
  button.addEventListener('click', () => {
    onClick();
    // The next press of space is meant for the blaster.
    button.blur();
  });
  return button;
}

/** Exchanges the drawing and the words. */
export function setIcon(button: HTMLButtonElement, path: string, label: string): void {
  button.replaceChildren(icon(path));
  button.setAttribute('aria-label', label);
  button.title = label;
}
