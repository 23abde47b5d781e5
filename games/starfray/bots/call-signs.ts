// Names of bots: stars, and numbers once the stars are used up.

const CALL_SIGNS = [
  'Altair',
  'Bellatrix',
  'Canopus',
  'Deneb',
  'Electra',
  'Fornax',
  'Gienah',
  'Hadar',
  'Izar',
  'Jabbah',
  'Kochab',
  'Lyra',
  'Mira',
  'Naos',
  'Okab',
  'Polaris',
  'Rigel',
  'Sirius',
  'Tania',
  'Vega',
  'Wezen',
  'Zaurak',
] as const;

/** The name of the n-th bot of a room, from 1: a star, and a number once the stars are used up. */
export function callSign(number: number): string {
  const star = CALL_SIGNS[(number - 1) % CALL_SIGNS.length] ?? 'Nova';
  const round = Math.floor((number - 1) / CALL_SIGNS.length) + 1;
  return round === 1 ? star : `${star} ${round}`;
}
