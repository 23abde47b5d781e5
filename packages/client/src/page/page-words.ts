// What the page says of the game's state, to those who do not see it.

export const PAGE_WORDS = {
  joined: 'You are in the game.',
  disconnected: 'The connection is lost. The page tries again by itself.',
  left: 'You have left the game.',
} as const;
