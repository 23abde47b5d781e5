import fastify from 'fastify';
import { expect, it } from 'vitest';
import { withoutSchemas } from './without-schemas.ts';

it('a route without a schema answers as ever, and one with a schema is refused when it is added', async () => {
  const app = fastify(withoutSchemas);
  app.get('/plain', () => ({ answer: 42 }));
  expect((await app.inject('/plain')).body).toBe('{"answer":42}');
  const other = fastify(withoutSchemas);
  other.post('/checked', { schema: { body: { type: 'object' } } }, () => '');
  await expect(other.ready()).rejects.toThrow(/no route has a JSON schema here/);
});
