/**
 * The README of a data set: ten lines on what it is, how it is trained and checked, and what should come out.
 */
import { wholeNumber } from '../numbers/formats';
import type { Figure, Task } from './task';
import type { TaskFile } from './taskFile';

/** What its README says of a data set. */
interface Described {
  readonly task: Task;
  readonly file: TaskFile;
  /** The name of the experiment file. */
  readonly experiment: string;
  /** How much there is: {@link amountInWords}. */
  readonly amount: string;
}

/** Markdown. */
export function readmeOf({ task, file, experiment, amount }: Described): string {
  const { corpus, questions, asked, more, size, seed } = file;
  const toLearn =
    corpus === undefined || questions === undefined ? 'To learn' : `To read: \`${corpus}\`; to learn`;
  const others = more.map((one) => `; \`${one.file}\`: ${one.title}`).join('');
  const what = task.size ? `${wholeNumber(size)} ${task.size.what}, ` : '';
  const circuits = task.circuits.map(({ title, meaning }) => `${title} (${meaning})`).join('; ');
  const lines = [
    `# ${task.title}`,
    '',
    `${task.summary.replace(/^./, (letter) => letter.toUpperCase())}.`,
    `Made by Attention Lab: ${what}${amount}, seed ${seed}.`,
    `- ${toLearn}: \`${questions ?? corpus ?? ''}\`; held out: \`${asked}\`${others}.`,
    `- Train: \`attention-lab experiment --file ${experiment} --out runs\`, or the button above \`${experiment}\`.`,
    task.figure
      ? '- Check: `attention-lab check-task . --run runs/RUN`, or _Check this run_.'
      : `- Ask: \`attention-lab evaluate --run runs/RUN --questions ${asked}\`, or _Evaluate questions_.`,
    `- To reach: ${task.figure ? `${figureInWords(task.figure)}. Published: ${task.figure.published}` : 'nothing is published'}.`,
    `- To see: ${circuits === '' ? 'no circuit is scored' : circuits}.`,
    `- Source: ${task.figure?.source ?? 'in the manner of bioS (Allen-Zhu & Li, 2023)'}.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** As in “1,280 lines to read, 80 questions to learn, 80 held out”, or where nothing is read “900 lines to learn, …”. */
export function amountInWords({ corpus, questions, examples, heldOut }: TaskFile, read: number): string {
  const [learned, asked] = [examples, heldOut].map(wholeNumber);
  return corpus === undefined || questions === undefined
    ? `${learned} lines to learn, ${asked} held out`
    : `${wholeNumber(read)} lines to read, ${learned} questions to learn, ${asked} held out`;
}

/** As in “at least 99 % of the held-out questions right”. */
export function figureInWords({ measure, reach }: Figure): string {
  const share = `${Number((100 * reach).toFixed(2))} %`;
  switch (measure) {
    case 'exact':
      return reach === 1
        ? 'all held-out questions right'
        : `at least ${share} of the held-out questions right`;
    case 'marked':
      return `at least ${share} of the values that are known from before predicted right`;
    case 'excess':
      return `a loss of at most ${reach} nats a character above the best that can be known`;
    case 'loss':
      return `a loss of at most ${reach} nats a character on what was held out`;
    default:
      return measure satisfies never;
  }
}
