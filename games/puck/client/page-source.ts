// What puck's page is built from.

import { join } from 'node:path';
import type { PageSource } from '@starfray/client/build';
import { puckGame } from '../rules/index.ts';

export const PAGE: PageSource = {
  identity: puckGame.identity,
  description: 'Puck: air hockey with thrusters in your browser. Type a name and play.',
  tagline: 'Air hockey with thrusters',
  script: join(import.meta.dirname, 'main.ts'),
  renderer: join(import.meta.dirname, 'picture.ts'),
  style: join(import.meta.dirname, 'style.css'),
  icon: join(import.meta.dirname, 'icon.svg'),
};
