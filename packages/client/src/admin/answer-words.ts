// What a request that failed is said to be.

import { assertNever } from '@starfray/shared/core';
import type { Answer } from './admin-api.ts';

export type Failed = Exclude<Answer<unknown>, { readonly kind: 'ok' }>;

export function faultText(answer: Failed): string {
  switch (answer.kind) {
    case 'refused':
      return `Not done: ${answer.faults.join('; ')}.`;
    case 'turned away':
      return `The server does not take this token: ${answer.fault}.`;
    case 'silent':
      return 'The server does not answer.';
    default:
      return assertNever(answer, 'answer');
  }
}
