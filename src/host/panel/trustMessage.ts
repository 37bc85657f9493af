/**
 * What the panel is told about a run's answers.
 */
import { newestTrust } from '../../answers/trustFile';
import type { Refusal, ToPanel } from '../../processes/panelMessages';
import { RunFolder } from '../../runs/runFolder';
import { problemWords } from '../problemWords';
import type { Explained, Problems } from '../problems';

/**
 * The newest report; or why it cannot be read.
 *
 * @param problem Why no newer one could be made.
 */
export async function trustMessage(
  run: string,
  problems: Pick<Problems, 'explain'>,
  problem?: Explained,
): Promise<ToPanel> {
  const words = problem ? { problem: refusalOf(problem) } : {};
  try {
    const report = await newestTrust(new RunFolder(run));
    return { kind: 'trust', run, ...words, ...(report ? { report } : {}) };
  } catch (error) {
    const explained = problems.explain(error, 'Reading the trust report');
    return { kind: 'trust', run, ...(explained ? { problem: refusalOf(explained) } : {}) };
  }
}

/** What went wrong, as it stands on a page: with names of files in place of paths. */
function refusalOf({ sentence, logged }: Explained): Refusal {
  return { reason: problemWords(sentence).sentence, logged };
}
