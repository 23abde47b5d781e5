// The order of a test run: what takes longest begins first, so that no worker is left with it at the end. A clean clone knows no durations.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By what the paths of files contain, in the order of how long one of them takes. */
const LONGEST = ['/simulator/', '/lag-compensation', '/e2e/', '/edges/', '/hostile/', '/bench/', '/system/'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((part) => moduleId.includes(part));
  return place < 0 ? LONGEST.length : place;
}
