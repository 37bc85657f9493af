/**
 * Which device is the fastest here, remembered for this machine with its drivers, in the person's folder of caches.
 * Nothing is written where there is but one processor to choose from. That no GPU is faster is believed for a day:
 * it may have been busy, or its driver may have come since.
 */
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { fields, finite, text } from '../files/foreign';
import { readKnownJson } from '../files/knownJson';
import { writeAtomically } from '../files/writeAtomically';

const file = fields({
  version: v.literal(2),
  /** All that the answer depends on: names of hardware, versions of drivers and of the program. */
  machine: text,
  device: text,
  /** When it was found out, milliseconds since 1970. */
  time: finite,
  /** Whether it is found out anew after {@link A_DAY}. */
  forADay: v.boolean(),
});

/** Milliseconds. */
const A_DAY = 86_400_000;

const MOST_BYTES = 10_000;

/** The device that was the fastest on exactly this machine; undefined when that is not known. */
export async function rememberedDevice(machine: string, path = cacheFile()): Promise<string | undefined> {
  const known = await readKnownJson(path, file, MOST_BYTES);
  if (known?.machine !== machine) return undefined;
  const age = Date.now() - known.time;
  const isOld = known.forADay && !(age >= 0 && age < A_DAY);
  return isOld ? undefined : known.device;
}

/** Remembers it, if the folder can be written; a processor that won is not remembered for long. */
export async function rememberDevice(
  machine: string,
  { id, gpu }: { readonly id: string; readonly gpu: boolean },
  path = cacheFile(),
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const found = { version: 2, machine, device: id, time: Date.now(), forADay: !gpu };
    await writeAtomically(path, [`${JSON.stringify(found)}\n`]);
  } catch {
    // The next run finds it out again.
  }
}

/** Where the system keeps what can be made again. */
function cacheFile(): string {
  const { XDG_CACHE_HOME: linux, LOCALAPPDATA: windows } = process.env;
  const folders = {
    darwin: join(homedir(), 'Library', 'Caches'),
    win32: windows ?? join(homedir(), 'AppData', 'Local'),
  };
  const elsewhere = linux !== undefined && linux !== '' ? linux : join(homedir(), '.cache');
  const folder = process.platform in folders ? folders[process.platform as keyof typeof folders] : elsewhere;
  return join(folder, 'attention-lab', 'device.json');
}
