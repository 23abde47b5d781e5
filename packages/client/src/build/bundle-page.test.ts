import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePage } from './bundle-page.ts';

const SOURCE = {
  identity: { title: 'Cut & Run', about: 'A chase.', playerName: 'Runner', keyPrefix: 'run' },
  script: 'main.ts',
  renderer: 'picture.ts',
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-page-'));
  await writeFile(join(folder, 'picture.ts'), "console.log('a picture');");
  await writeFile(join(folder, 'main.ts'), "console.log(import('./picture.ts'));");
  await writeFile(join(folder, 'alone.ts'), 'console.log(1);');
});

afterAll(() => rm(folder, { recursive: true }));

describe('the bundle of a page', () => {
  it('names assets that it holds, from the page and from invitations one level below', async () => {
    const { files, start } = await bundlePage(SOURCE, { folder });
    const textOf = (path: string) => new TextDecoder().decode(files.get(path));
    for (const [page, up] of [
      ['index.html', './'],
      ['room.html', '../'],
      ['admin.html', './'],
    ] as const) {
      const assets = Array.from(textOf(page).matchAll(/"([./]+)(assets\/[^"]+)"/g), ([, before, path = '']) => [
        before,
        path,
      ]);
      expect(assets.length, page).toBeGreaterThanOrEqual(3);
      expect(assets.filter(([before, path = '']) => before !== up || !files.has(path))).toEqual([]);
    }
    expect(textOf('index.html')).toContain('<title>Cut &amp; Run</title>');
    // The renderer comes after the menu.
    const [, renderer = ''] = /data-renderer="\.\/([^"]+)"/.exec(textOf('index.html')) ?? [];
    expect(textOf(renderer)).toContain('a picture');
    expect(start.map((script) => new TextDecoder().decode(script)).join()).not.toContain('a picture');
  });

  it('[E87] can be installed: its manifest names the page and an icon, by addresses from where it lies', async () => {
    const { files } = await bundlePage(SOURCE, { folder });
    const [path = '', bytes] = [...files].find(([name]) => name.endsWith('.webmanifest')) ?? [];
    const manifest = JSON.parse(new TextDecoder().decode(bytes));
    expect(manifest).toMatchObject({ name: 'Cut & Run', display: 'standalone' });
    const at = (address: string) => new URL(address, `https://games.example/run/${path}`).href;
    expect([at(manifest.start_url), at(manifest.scope)]).toEqual(Array(2).fill('https://games.example/run/'));
    const icons: { src: string }[] = manifest.icons;
    expect(icons.filter(({ src }) => !files.has(at(src).replace('https://games.example/run/', '')))).toEqual([]);
  });

  it('is refused where the script leaves the renderer out', async () => {
    await expect(bundlePage({ ...SOURCE, script: 'alone.ts' }, { folder })).rejects.toThrow(
      /picture\.ts is no file of its own in the bundle: the script must import it, and dynamically$/,
    );
  });
});
