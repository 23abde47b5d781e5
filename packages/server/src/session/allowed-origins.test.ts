import { expect, it } from 'vitest';
import { isOnList } from './allowed-origins.ts';

// CORS compares the header as it came, so nothing of it has been parsed.
it.each([
  'https://evil.example/.example.org',
  'https://evil.example:80.example.org',
  'https://user@x.example.org',
  'null',
  '',
])('[H7] a star takes no text for a name that is none: %s', (origin) =>
  expect(isOnList(origin, ['https://*.example.org'])).toBe(false),
);
