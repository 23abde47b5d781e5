// Reads a QR code off the screen, as a phone beside it does.

import jsQR from 'jsqr';
import type { Page } from 'playwright-core';

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

/** What the code says that an element of the page shows; undefined where none is found. */
export async function readCode(page: Page, selector: string): Promise<string | undefined> {
  const picture = await page.locator(selector).screenshot();
  const { width, height, data } = await page.evaluate<Pixels, string>(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const drawn = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
    return { width: bitmap.width, height: bitmap.height, data: [...drawn] };
  }, picture.toString('base64'));
  return jsQR.default(Uint8ClampedArray.from(data), width, height)?.data;
}
