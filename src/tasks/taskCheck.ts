/**
 * The report of a check, as it stands in `check.json`: what was measured, and hashes of all that it was measured on,
 * so that somebody else can find out whether it is true. Foreign until checked.
 */
import * as v from 'valibot';
import { count, fields, finite, list, text } from '../files/foreign';
import { parseJson } from '../files/parseJson';
import { readSmallFile } from '../files/regularFile';
import { UserError } from '../files/userError';
import { circuitResult } from './circuitResult';
import { TASK_NAMES } from './task';

const measured = fields({
  /** A share, or nats a character. */
  value: finite,
  /** Questions or characters that were asked. */
  of: count,
  correct: v.exactOptional(count),
  best: v.exactOptional(finite),
});

const taskCheck = fields({
  version: v.literal(1),
  task: v.picklist(TASK_NAMES),
  title: text,
  /** The run's own name. */
  run: text,
  checked: text,
  size: count,
  seed: count,
  /** Hashes, SHA-256 in hexadecimal digits. */
  data: list(fields({ file: text, sha256: text })),
  configuration: text,
  weights: text,
  /** Whether the data are those that the task makes from its seed; left out where they cannot be made again. */
  genuine: v.exactOptional(v.boolean()),
  /** How the run was trained. */
  training: fields({
    step: count,
    steps: count,
    tokens: count,
    seconds: finite,
    parameters: count,
    device: text,
    seed: count,
  }),
  figure: fields({
    words: text,
    published: text,
    source: text,
    reached: v.boolean(),
    ...measured.entries,
  }),
  /** Other questions of the task. */
  more: list(fields({ title: text, ...measured.entries })),
  circuits: list(circuitResult),
  /** Whether the data are genuine and the figure is reached. */
  passed: v.boolean(),
});

/** What a check has found. */
export type TaskCheck = v.InferOutput<typeof taskCheck>;

/** Reads a report. Throws a UserError when it cannot be read or says what it must not. */
export async function readTaskCheck(path: string): Promise<TaskCheck> {
  const result = v.safeParse(taskCheck, parseJson(path, (await readSmallFile(path)).toString('utf8')));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UserError(`${path} is not valid at '${v.getDotPath(issue) ?? 'its top'}': ${issue.message}.`);
}

/** Nats and scores on another machine differ by their rounding. */
const ROUNDING = 1e-3;

/** In what a report differs from what was found anew, a sentence each; none when it is true. */
export function differences(report: TaskCheck, found: TaskCheck): readonly string[] {
  const said: string[] = [];
  const same = (what: string, a: unknown, b: unknown) => {
    if (a !== b) said.push(`${what}: the report says ${String(a)}, here it is ${String(b)}.`);
  };
  const near = (what: string, a: number, b: number) => {
    if (!(Math.abs(a - b) <= ROUNDING))
      said.push(`${what}: the report says ${a.toPrecision(4)}, here it is ${b.toPrecision(4)}.`);
  };
  same('The task', report.task, found.task);
  for (const { file, sha256 } of found.data)
    same(`The hash of ${file}`, report.data.find((one) => one.file === file)?.sha256, sha256);
  same('The hash of the configuration', report.configuration, found.configuration);
  same('The hash of the weights', report.weights, found.weights);
  near('The figure', report.figure.value, found.figure.value);
  for (const { title, value } of found.more)
    near(title, report.more.find((one) => one.title === title)?.value ?? NaN, value);
  for (const circuit of found.circuits) {
    const other = report.circuits.find(({ name }) => name === circuit.name);
    near(`The score of the ${circuit.title}`, other?.score ?? NaN, circuit.score);
    same(`Whether the ${circuit.title} has formed`, other?.formed, circuit.formed);
  }
  same('Whether it has passed', report.passed, found.passed);
  return said;
}
