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
