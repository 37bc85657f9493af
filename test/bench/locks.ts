/**
 * `node dist/locks.js [RACES]`: races of four processes for the lock of a run folder, 1,000 of each kind.
 *
 * Fails unless each race has one holder, who still has the lock when the others have given up.
 */
import { Contenders, contend, FOUND } from '../support/lockRaces';

const RACES = 1000;

async function main(): Promise<void> {
  const races = Number(process.argv[2] ?? RACES);
  const contenders = new Contenders(__filename);
  for (const links of [true, false]) {
    for (const found of FOUND) {
      let wrong = 0;
      for (let race = 0; race < races; race++) {
        const { holders, kept } = await contenders.race({ found, links });
        if (holders !== 1 || kept !== 1) wrong++;
      }
      console.log(
        `${links ? 'hard links' : 'no hard links'}, ${found}: ${wrong} of ${races} races went wrong`,
      );
      if (wrong > 0) process.exitCode = 1;
    }
  }
  contenders.close();
}

if (process.argv[2] === 'contender') contend();
else void main();
