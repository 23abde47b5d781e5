import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Browser and socket tests share two cores with the servers they start.
    maxWorkers: 2,
  },
});
