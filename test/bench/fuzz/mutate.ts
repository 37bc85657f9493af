/**
 * Turns good input into bad: bytes that flip, vanish, repeat; JSON whose values are swapped for hostile ones.
 */

/** Draws from [0, 1). */
export type Random = () => number;

/** A whole number from 0 up to, but without, `end`. */
export function below(next: Random, end: number): number {
  return Math.floor(next() * end);
}

/** One of some things. */
export function pick<Thing>(next: Random, things: readonly [Thing, ...Thing[]]): Thing {
  return things[below(next, things.length)] ?? things[0];
}

const HOSTILE_TEXT = [
  '',
  '\0',
  '\uFEFF',
  '\u{1F600}',
  '\uD800',
  '<script>alert(1)</script>',
  '](command:workbench.action.quit)',
  '=1+1',
  '../../../../etc/passwd',
  '/dev/zero',
  '__proto__',
  'constructor',
  'a'.repeat(5000),
] as const;

const HOSTILE_VALUES: readonly [unknown, ...unknown[]] = [
  null,
  -1,
  0,
  1e308,
  -1e308,
  2 ** 53,
  0.5,
  true,
  [],
  {},
  ['x'],
  { length: 1e9 },
  [[[[[[[[]]]]]]]],
  ...HOSTILE_TEXT,
];

/** Bytes with one to four changes. */
export function mutateBytes(next: Random, good: Buffer): Buffer {
  let bytes: Buffer = Buffer.from(good);
  for (let change = below(next, 4); change >= 0; change--) bytes = changeBytes(next, bytes);
  return bytes;
}

function changeBytes(next: Random, bytes: Buffer): Buffer {
  const [a, b] = [below(next, bytes.length + 1), below(next, bytes.length + 1)].sort((x, y) => x - y);
  const [from, to] = [a ?? 0, b ?? 0];
  const insert = (text: string | Buffer) =>
    Buffer.concat([bytes.subarray(0, from), Buffer.from(text), bytes.subarray(from)]);
  switch (below(next, 6)) {
    case 0:
      if (from < bytes.length) bytes.writeUInt8(bytes.readUInt8(from) ^ (1 << below(next, 8)), from);
      return bytes;
    case 1:
      return bytes.subarray(0, from);
    case 2:
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    case 3:
      return insert(bytes.subarray(from, Math.min(to, from + 10_000)));
    case 4:
      return insert(Buffer.from(Array.from({ length: 1 + below(next, 64) }, () => below(next, 256))));
    default:
      return insert(pick(next, HOSTILE_TEXT));
  }
}

/** A JSON value in which some values, at any depth, are swapped, removed or doubled. */
export function mutateJson(next: Random, good: unknown): unknown {
  if (next() < 0.12) return pick(next, HOSTILE_VALUES);
  if (Array.isArray(good)) {
    const items = good.flatMap((item: unknown) => (next() < 0.05 ? [] : [mutateJson(next, item)]));
    return next() < 0.05 ? [...items, ...items] : items;
  }
  if (typeof good !== 'object' || good === null) return good;
  const entries = Object.entries(good).flatMap(([key, value]) =>
    next() < 0.05 ? [] : [[next() < 0.03 ? pick(next, HOSTILE_TEXT) : key, mutateJson(next, value)] as const],
  );
  // Not by assignment: `__proto__` is to be a key like others, as JSON.parse makes it.
  return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${json(value)}`).join()}}`);
}

function json(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}
