/**
 * How long steps took on this machine, remembered in a file that the caller names: nothing is kept where
 * nobody asked for it.
 */
import * as v from 'valibot';
import { readKnownJson } from '../files/knownJson';
import { writeAtomically } from '../files/writeAtomically';

const seconds = v.pipe(v.number(), v.finite(), v.minValue(0));

const stepTime = v.pipe(
  v.object({
    /** Of one update, once its programs are compiled. */
    step: seconds,
    /** What the first step of a length takes longer, because it is compiled. */
    compilation: seconds,
  }),
  v.readonly(),
);

/** The time of a step. */
export type StepTime = v.InferOutput<typeof stepTime>;

const file = v.object({ version: v.literal(1), times: v.record(v.string(), stepTime) });

/** More than a few hundred sizes have. */
const MOST_BYTES = 1_000_000;

/** All remembered times by their keys; none where the file is missing or not ours. */
async function readTimes(path: string): Promise<Readonly<Record<string, StepTime>>> {
  return (await readKnownJson(path, file, MOST_BYTES))?.times ?? {};
}

/** The time that was remembered under a key. */
export async function rememberedTime(path: string, key: string): Promise<StepTime | undefined> {
  const times = await readTimes(path);
  return Object.hasOwn(times, key) ? times[key] : undefined;
}

/** Remembers a time under a key. Throws a UserError when the file cannot be written. */
export async function rememberTime(path: string, key: string, time: StepTime): Promise<void> {
  const times = { ...(await readTimes(path)), [key]: time };
  await writeAtomically(path, [`${JSON.stringify({ version: 1, times })}\n`]);
}
