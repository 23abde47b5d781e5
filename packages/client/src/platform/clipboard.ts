// Copying a text where the browser lets us: the clipboard API exists only in secure contexts, and a LAN page is none.

/** Puts a text on the clipboard; false when the page may not, and the person must copy by hand. */
export async function copyText(text: string): Promise<boolean> {
  // Absent on plain http, whatever the DOM's types say.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (!window.isSecureContext || clipboard === undefined) return false;
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Copies a text by the old way of browsers, the only one on a page of plain http; call it while a click is fresh. False where there is none.
 */
export function copyAnyhow(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
