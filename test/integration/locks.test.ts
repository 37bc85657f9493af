/**
 * Processes that race for the lock of a run folder; `node dist/locks.js` runs a thousand races of each kind.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Contenders, FOUND } from '../support/lockRaces';

const PROGRAM = resolve(__dirname, '../../dist/locks.js');
if (!existsSync(PROGRAM)) throw new Error('dist/locks.js is missing. Run: npm run build');

const RACES = 12;
const contenders = new Contenders(PROGRAM);
afterAll(() => {
  contenders.close();
});

it.each([true, false].flatMap((links) => FOUND.map((found) => ({ links, found }))))(
  'one of four processes gets the lock (hard links: $links, found: $found)',
  async (race) => {
    for (let number = 0; number < RACES; number++)
      expect(await contenders.race(race)).toEqual({ holders: 1, kept: 1 });
  },
);
