/**
 * What a person may ask of Slurm for each task, and the arguments of `sbatch` that say so. Every value is
 * checked by a pattern, and reaches `sbatch` as one argument of its own: there is no shell on the way.
 */
import { type OptionsOf, UsageError, optionName } from '../../training/optionTable';

/** Options that go to Slurm. */
export const SLURM_OPTIONS = {
  partition: { kind: 'text', value: 'NAME', help: 'on Slurm: the partition (default: the cluster’s)' },
  time: {
    kind: 'text',
    value: 'TIME',
    help: 'on Slurm: the time of a task, as in 90 (minutes), 2:00:00, 1-12',
  },
  memory: { kind: 'text', value: 'SIZE', help: 'on Slurm: the memory of a task, as in 4G' },
  gpus: { kind: 'text', value: 'N', help: 'on Slurm: GPUs of a task, as in 1 or a100:1' },
  cpus: { kind: 'integer', least: 1, value: 'N', help: 'on Slurm: processors of a task (default: 1)' },
  slurmFlag: {
    kind: 'texts',
    value: 'FLAG',
    help: 'on Slurm: one more argument of sbatch, as in --account=physics; may be given several times',
  },
  node: {
    kind: 'text',
    value: 'PATH',
    help: 'on Slurm: the Node.js that the cluster’s nodes run (default: the one that runs this)',
  },
} as const;

/** What a person asks of Slurm. */
export type SlurmOptions = OptionsOf<typeof SLURM_OPTIONS>;

interface Form {
  readonly pattern: RegExp;
  readonly flag: string;
  readonly example: string;
}

/** `sbatch(1)`: minutes, minutes:seconds, hours:minutes:seconds, days-hours and so on. */
const FORMS: Readonly<Record<'partition' | 'time' | 'memory' | 'gpus', Form>> = {
  partition: { pattern: /^[A-Za-z0-9_.+-]+(?:,[A-Za-z0-9_.+-]+)*$/, flag: 'partition', example: 'short' },
  time: { pattern: /^(?:\d+-\d+(?::\d+){0,2}|\d+(?::\d+){0,2})$/, flag: 'time', example: '2:00:00' },
  memory: { pattern: /^\d+[KMGT]?$/i, flag: 'mem', example: '4G' },
  gpus: { pattern: /^(?:[A-Za-z0-9_.-]+:)?\d+$/, flag: 'gpus', example: '1' },
};

/** What the lab says itself; another word on it would break what it relies on. */
const OWN = [
  ...['array', 'output', 'error', 'input', 'open-mode', 'requeue', 'no-requeue', 'signal', 'parsable'],
  ...[
    'job-name',
    'wrap',
    'wait',
    'export',
    'export-file',
    'chdir',
    'dependency',
    'test-only',
    'help',
    'usage',
  ],
  ...['nodes', 'ntasks', 'kill-on-invalid-dep', 'quiet', 'verbose', 'version', 'batch', 'clusters'],
];
const OWN_LETTERS = 'aoeiJDdNnQvVhWM';

/**
 * The arguments of `sbatch` that say what a person asks for.
 *
 * @throws UsageError naming the option that does not fit
 */
export function slurmArguments(options: SlurmOptions): readonly string[] {
  // Sound: these are the table's own keys.
  const names = Object.keys(FORMS) as readonly (keyof typeof FORMS)[];
  const asked = names.flatMap((name) => {
    const value = options[name];
    return value === undefined || value === '' ? [] : [argumentOf(name, value)];
  });
  const { cpus, slurmFlag = [] } = options;
  const processors = cpus === undefined ? [] : [`--cpus-per-task=${cpus}`];
  return [...asked, ...processors, ...slurmFlag.map((flag) => checkedFlag('--slurm-flag', flag))];
}

/**
 * What was asked before, as a file remembers it, but for what is asked anew.
 *
 * @param source The file, for messages
 * @throws UsageError for an argument that nobody may ask for: the file may be a stranger's
 */
export function askedAgain(
  source: string,
  before: readonly string[],
  anew: readonly string[],
): readonly string[] {
  const names = new Set(anew.map(nameOfFlag));
  const kept = before.filter((flag) => !names.has(nameOfFlag(flag)));
  return [...kept.map((flag) => checkedFlag(source, flag)), ...anew];
}

/** `--mem` of `--mem=4G`, `-A` of `-Aphysics`. */
function nameOfFlag(flag: string): string {
  return flag.startsWith('--') ? flag.replace(/=.*$/s, '') : flag.slice(0, 2);
}

function argumentOf(name: keyof typeof FORMS, value: string): string {
  const { pattern, flag, example } = FORMS[name];
  if (!pattern.test(value))
    throw new UsageError(
      `--${optionName(name)} must be as Slurm writes it, such as ${example}, not '${value}'.`,
    );
  return `--${flag}=${value}`;
}

/** A flag is one argument with its value in it: `--account=physics`, `--exclusive`, `-Aphysics`. */
function checkedFlag(source: string, flag: string): string {
  const [, long, letter] = /^(?:--([a-z][a-z0-9-]*)(?:=.*)?|-([A-Za-z]).*)$/.exec(flag) ?? [];
  if (long === undefined && letter === undefined)
    throw new UsageError(`${source} takes one argument of sbatch, such as --account=physics, not '${flag}'.`);
  // Slurm takes the beginning of a long name for the whole of it.
  const own =
    long === undefined ? OWN_LETTERS.includes(letter ?? '') : OWN.some((name) => isShort(long, name));
  if (own) throw new UsageError(`${source} cannot be ${flag}: Attention Lab says that itself.`);
  return flag;
}

function isShort(given: string, name: string): boolean {
  return name === given || (given.length > 2 && name.startsWith(given));
}
