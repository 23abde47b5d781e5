import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/*.test.ts'],
    // A shared machine may take four times as long from one minute to the next.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Browser and socket tests share two cores with the servers they start.
    maxWorkers: 2,
  },
});
