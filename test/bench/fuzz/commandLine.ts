/**
 * Calls of the command line with words in wrong places: each must end by itself, with one sentence and no stack.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startCli } from '../../support/cli';
import { type Random, below, pick } from './mutate';

const VERBS = [
  ...['pretrain', 'finetune', 'evaluate', 'predict', 'attention', 'heads', 'trust', 'report'],
  ...['experiment', 'check', 'people', 'help', 'constructor', '__proto__', 'toString', '--json', ''],
] as const;

const OPTIONS = [
  ...[
    '--corpus',
    '--questions',
    '--run',
    '--out',
    '--from',
    '--steps',
    '--context',
    '--batch',
    '--heads',
    '--layers',
  ],
  ...[
    '--width',
    '--seed',
    '--variant',
    '--preset',
    '--device',
    '--json',
    '--resume',
    '--what',
    '--text',
    '--file',
  ],
  ...[
    '--people',
    '--held-out',
    '--prompts',
    '--dropout',
    '--allow-code',
    '--__proto__',
    '--constructor',
    '--',
    '-x',
  ],
] as const;

const LONGEST_CALL_MS = 60_000;

/** One call. @throws Error when it shows a stack or does not end. */
export async function attackCommandLine(next: Random, paths: readonly string[], out: string): Promise<void> {
  const values = [
    ...paths,
    ...[
      '',
      '0',
      '-1',
      '1e9',
      '1e400',
      'NaN',
      '2',
      'x'.repeat(300),
      'constructor',
      '/dev/zero',
      '/proc/self/mem',
    ],
  ] as const;
  const words = Array.from({ length: below(next, 8) }, () =>
    next() < 0.5 ? pick(next, OPTIONS) : pick(next, ['5', ...values]),
  );
  // Last, so that nothing trains for long or writes anywhere else.
  const args = [pick(next, VERBS), ...words, '--steps', '1', '--out', out];
  const { child, ended } = startCli(args);
  const late = sleep(LONGEST_CALL_MS, 'late' as const);
  const result = await Promise.race([ended, late]);
  if (result === 'late') {
    child.kill('SIGKILL');
    throw new Error(`does not end: ${JSON.stringify(args)}`);
  }
  if (/^ {4}at /m.test(result.stderr) || ![0, 1, 2].includes(result.code ?? -1)) {
    throw new Error(`exit code ${result.code ?? 'none'} of ${JSON.stringify(args)}: ${result.stderr}`);
  }
}
