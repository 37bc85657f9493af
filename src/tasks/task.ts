/**
 * What a task is: data that are made up, so that every answer is known, a way to train on them, the figure that
 * others have reached, and the circuit that the literature finds in models that have learned it.
 *
 * Each task is one file in `kinds/`. Nothing here trains or checks: see `checkTask.ts`.
 */
import type { ExperimentText } from '../experiments/experimentForm';
import type { Circuit } from './circuits';

/** How much to make. */
export interface TaskSizes {
  /** What it counts stands in the task's {@link SizeRule}; 0 where a task has none. */
  readonly size: number;
  /** Lines to learn from. */
  readonly examples: number;
  /** Lines that are only asked. */
  readonly heldOut: number;
  /** Repeats the data exactly. */
  readonly seed: number;
  /** The file that a task of a text is made from. */
  readonly text?: string | undefined;
}

/** What a task's one size counts, and which it may have. */
interface SizeRule {
  /** As in “6 digits”. */
  readonly what: string;
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

/** A file of a data set besides those that are learned and held out. */
interface MoreQuestions {
  /** Without its ending. */
  readonly name: string;
  readonly lines: readonly string[];
  /** As in “brackets longer than any that was learned”. */
  readonly title: string;
}

/** The lines of a data set's files. */
interface TaskLines {
  /** A text about what the questions ask, where they are not learned from nothing. */
  readonly corpus?: readonly string[];
  readonly learned: readonly string[];
  readonly heldOut: readonly string[];
  readonly more?: readonly MoreQuestions[];
}

/**
 * How a task is learned: questions with answers from nothing, documents or one stream by predicting every next
 * character, or the study's way, a corpus and then questions.
 */
export type TaskForm = 'questions' | 'documents' | 'stream' | 'study';

/** The figure to reach on what was held out. */
export interface Figure {
  /**
   * `exact`: share of questions answered exactly; `marked`: share of the characters that count predicted right;
   * `excess`: nats a character above the best that can be known; `loss`: nats a character.
   */
  readonly measure: 'exact' | 'marked' | 'excess' | 'loss';
  /** At least so much of a share, at most so many nats. */
  readonly reach: number;
  /** What others have reached, and with what. */
  readonly published: string;
  readonly source: string;
}

/** The names of all tasks. */
export const TASK_NAMES = [
  'sort',
  'addition',
  'repeat',
  'recall',
  'brackets',
  'modular',
  'markov',
  'text',
  'people',
] as const;

/** One of {@link TASK_NAMES}. */
export type TaskName = (typeof TASK_NAMES)[number];

/** The settings of a task's experiment file, but for the files themselves. */
type Recipe = Omit<ExperimentText, 'corpus' | 'questions' | 'heldOut' | '$schema'>;

/** One task. */
export interface Task {
  readonly name: TaskName;
  readonly title: string;
  /** One line for lists. */
  readonly summary: string;
  readonly form: TaskForm;
  /** Undefined where nothing about the task has a size. */
  readonly size: SizeRule | undefined;
  /** How many lines are usual. */
  readonly usual: (size: number) => Pick<TaskSizes, 'examples' | 'heldOut'>;
  /** Makes the lines. Throws a UserError when there are not as many as asked for, or the text cannot be read. */
  readonly make: (sizes: TaskSizes) => TaskLines | Promise<TaskLines>;
  readonly recipe: (sizes: TaskSizes) => Recipe;
  /** Of a document: the places of the characters that are known from those before them. */
  readonly known?: (line: string) => readonly number[];
  /** Of a document: −ln p of each character from the second on, by the best that can be known. */
  readonly best?: (line: string, size: number) => readonly number[];
  /** Undefined where nothing is known that should be reached. */
  readonly figure: Figure | undefined;
  readonly circuits: readonly Circuit[];
}
