/**
 * Which analysis a call of `heads` asks for: the row of `kinds.ts` that takes all options which were given and lacks
 * none that it needs. What no such row takes is refused, as nothing is asked for in vain.
 */
import { ANALYSES, ANALYSIS_NAMES, type AnalysisName, type HEAD_VERBS } from '../heads/kinds';
import { UsageError } from './verb';

/** What an option is to an analysis; nothing where it could not follow it. */
type Use = 'needed' | 'taken' | undefined;

type Row = (typeof ANALYSES)[AnalysisName];

/** The options that choose an analysis or change what it finds. */
const USES = {
  text: ({ scope }) => (scope === 'line' ? 'needed' : undefined),
  // Of a line they say the answer, and which of its words are the name.
  questions: ({ scope }) => (scope === 'line' ? 'taken' : scope === 'model' ? undefined : 'needed'),
  question: ({ scope }) => (scope === 'line' ? 'taken' : undefined),
  on: ({ option }) => (option === 'repeated' ? 'needed' : undefined),
  'over-time': ({ option }) => (option === 'over-time' ? 'needed' : undefined),
  heads: ({ request }) => ('heads' in request.entries ? 'needed' : undefined),
  region: ({ request }) => ('region' in request.entries ? 'taken' : undefined),
  // What looks back at a run reads all of its checkpoints.
  step: ({ scope, verb }) => (scope === 'run' || verb === 'formation' ? undefined : 'taken'),
} satisfies Readonly<Record<string, (row: Row) => Use>>;

/** One of them, as it is on the command line. */
export type ChoosingOption = keyof typeof USES;

/** All of them. */
// Sound: these are the table's own keys.
export const CHOOSING_OPTIONS = Object.keys(USES) as readonly ChoosingOption[];

/**
 * The analysis.
 *
 * @param given those of {@link CHOOSING_OPTIONS} that the call has
 * @throws UsageError in one sentence: what does not go together, or what is missing
 */
export function chosenAnalysis(
  verb: (typeof HEAD_VERBS)[number],
  given: readonly ChoosingOption[],
): AnalysisName {
  const rows = ANALYSIS_NAMES.filter((name) => ANALYSES[name].verb === verb);
  const taking = (options: readonly ChoosingOption[]) =>
    rows.filter((name) => options.every((option) => USES[option](ANALYSES[name]) !== undefined));
  const stranger = given.find((option) => taking([option]).length === 0);
  if (stranger) throw new UsageError(`${written(stranger)} does not go with --what ${verb}.`);
  const pairs = given.flatMap((one, at) => given.slice(at + 1).map((other) => [one, other] as const));
  const clash = pairs.find((pair) => taking(pair).length === 0);
  if (clash) throw new UsageError(`${clash.map(written).join(' and ')} do not go together.`);
  const ways = taking(given).map((name) => ({ name, lacks: lackedBy(name, given) }));
  const way = ways.find(({ lacks }) => lacks.length === 0);
  if (way) return way.name;
  const fewest = Math.min(...ways.map(({ lacks }) => lacks.length));
  const shortest = ways.filter(({ lacks }) => lacks.length === fewest);
  const wanted = shortest.map(({ lacks }) => lacks.map(written).join(' and '));
  throw new UsageError(`--what ${verb} needs ${wanted.join(', or ')}.`);
}

function lackedBy(name: AnalysisName, given: readonly ChoosingOption[]): readonly ChoosingOption[] {
  return CHOOSING_OPTIONS.filter(
    (option) => USES[option](ANALYSES[name]) === 'needed' && !given.includes(option),
  );
}

/** As a person writes it. */
function written(option: ChoosingOption): string {
  return option === 'on' ? '--on repeated' : `--${option}`;
}
