/**
 * Scores all heads of a model while it learns, into `heads.jsonl` of its run folder.
 *
 * The text is the standard one for it: random tokens that come twice, the same at every look and in every run that learns
 * the same tokens (Olsson et al., 2022), so that a score tells what a head does and not what the corpus is like.
 */
import { openForLines } from '../../runs/ownFiles';
import { explainWriteError } from '../../files/systemErrors';
import { longestRow } from '../../model/rowRunner';
import type { OpenProbe } from '../../training/probe';
import { allTokens, repeatedTexts } from '../repeatedScores';
import { HeadScorer } from '../scores/headScorer';
import { scoredRows } from '../scores/scoreProgram';
import { firstOfKinds, formationsOf } from './formations';
import { chooseProbedTokens } from './probedTokens';
import { pointOf } from './scoreTimeline';
import { TimelineTail } from './timelineTail';

/** Follows the heads of a training. */
export const headProbe: OpenProbe = async ({ folder, engine, model, vocabulary, store, texts: learned }) => {
  const scorer = new HeadScorer(engine, model);
  // One batch: a look takes about a third of a training step.
  const longest = longestRow(model);
  const tokens = await chooseProbedTokens(folder, vocabulary, learned());
  const all = repeatedTexts(tokens ?? allTokens(vocabulary.size), longest);
  const texts = all.slice(0, scoredRows(longest));
  const file = await openForLines(folder.heads);
  const written = new TimelineTail(folder);
  return {
    look: async ({ step }) => {
      const heads = await scorer.mean(store, texts);
      await file.appendFile(`${JSON.stringify(pointOf({ step, heads }))}\n`).catch((error: unknown) => {
        throw explainWriteError(folder.heads, error);
      });
    },
    moments: async () => {
      await written.read();
      return firstOfKinds(formationsOf(written.points)).map(({ around }) => around);
    },
    dispose: async () => {
      await file.close();
      await scorer.dispose();
    },
  };
};
