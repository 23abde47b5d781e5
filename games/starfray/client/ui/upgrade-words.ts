// What people read of the upgrades, and the drawing of each.

import type { Upgrade } from '../../rules/index.ts';

export interface UpgradeWords {
  readonly name: string;
  readonly gives: string;
  readonly costs: string;
  /** A line drawing of 24 x 24. */
  readonly drawing: string;
}

export const UPGRADE_WORDS: Readonly<Record<Upgrade, UpgradeWords>> = {
  plating: {
    name: 'Plating',
    gives: '+40 hull',
    costs: '−7 % speed',
    drawing: 'M12 2 L20 6 V12 C20 17 16 20 12 22 C8 20 4 17 4 12 V6 Z M8 9 H16 M8 13 H16',
  },
  engine: {
    name: 'Engine',
    gives: '+15 % speed',
    costs: 'Boost costs more',
    drawing: 'M8 3 H16 L18 12 H6 Z M8 15 L7 21 M12 15 V22 M16 15 L17 21',
  },
  blaster: {
    name: 'Heavy blaster',
    gives: '+3 damage a hit',
    costs: 'Shots cost more',
    drawing: 'M3 9 H15 V15 H3 Z M15 11 H22 V13 H15 M6 15 L8 20 H11 L10 15',
  },
  rapid: {
    name: 'Rapid fire',
    gives: '+33 % fire rate',
    costs: '−1 damage a hit',
    drawing: 'M3 6 H9 M3 12 H12 M3 18 H9 M14 6 H18 M16 12 H21 M14 18 H18',
  },
  cells: {
    name: 'Energy cells',
    gives: '+33 % recharge',
    costs: '−8 hull',
    drawing: 'M5 7 H19 V19 H5 Z M9 4 H15 V7 M13 9 L10 13 H14 L11 17',
  },
  deflector: {
    name: 'Deflector',
    gives: '−3 damage from hits',
    costs: '−8 % fire rate',
    drawing: 'M17 3 C21 9 21 15 17 21 M12 6 C15 10 15 14 12 18 M3 12 H8 M6 9 L9 12 L6 15',
  },
  magnet: {
    name: 'Magnet',
    gives: 'Twice the shard reach',
    costs: 'Shots cost more',
    drawing: 'M5 3 V12 A7 7 0 0 0 19 12 V3 H14 V12 A2 2 0 0 1 10 12 V3 Z M5 7 H10 M14 7 H19',
  },
  repair: {
    name: 'Repair',
    gives: 'Twice as fast to mend',
    costs: '−30 % energy',
    drawing: 'M12 3 V21 M3 12 H21 M7 7 A7 7 0 1 1 7 17',
  },
};
