/**
 * The few pickle instructions of a PyTorch state dict.
 *
 * A pickle is a program for a small stack machine, and Python's own reader lets it call any function.
 * This one knows four names (an ordered dict, a tensor, float storage, a parameter), builds plain data
 * from them, and stops with an error at anything else.
 */

/** Where a tensor's numbers are. */
export interface TorchTensor {
  /** Name of the storage: the entry `data/NAME` of the archive. */
  readonly storage: string;
  /** First number, counted in numbers. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

type Item =
  | number
  | string
  | boolean
  | null
  | readonly Item[]
  | Map<Item, Item>
  | { readonly global: string }
  | { readonly tensor: TorchTensor }
  | { readonly storage: string };

const MARK = Symbol('mark');
type Entry = Item | typeof MARK;

const ORDERED_DICT = 'collections OrderedDict';
const REBUILD_TENSOR = 'torch._utils _rebuild_tensor_v2';
const REBUILD_PARAMETER = 'torch._utils _rebuild_parameter';
const FLOAT_STORAGE = 'torch FloatStorage';
const KNOWN = new Set([ORDERED_DICT, REBUILD_TENSOR, REBUILD_PARAMETER, FLOAT_STORAGE]);

/**
 * The tensors that a pickled state dict names.
 *
 * @throws RangeError, in words that finish "it cannot be read: …", for anything but a state dict.
 */
export function readStateDict(pickle: Buffer): ReadonlyMap<string, TorchTensor> {
  const result = new PickleMachine(pickle).run();
  if (!(result instanceof Map)) throw new RangeError('it holds no dictionary');
  const tensors = new Map<string, TorchTensor>();
  for (const [name, value] of result) {
    if (typeof name !== 'string' || !isTensor(value))
      throw new RangeError('it holds other things than tensors');
    tensors.set(name, value.tensor);
  }
  return tensors;
}

class PickleMachine {
  private at = 0;
  private readonly stack: Entry[] = [];
  private readonly memo = new Map<number, Entry>();

  constructor(private readonly bytes: Buffer) {}

  run(): Item {
    for (;;) {
      const code = this.byte();
      if (code === STOP) return this.pop();
      const instruction = INSTRUCTIONS[code];
      if (!instruction)
        throw new RangeError(`it has the instruction 0x${code.toString(16)}, which no state dict needs`);
      instruction(this);
    }
  }

  byte(): number {
    return this.unsigned(1);
  }

  /** The next whole number of so many bytes, little-endian. */
  unsigned(bytes: 1 | 2 | 4): number {
    if (this.at + bytes > this.bytes.length) throw new RangeError('it is cut off');
    const value = this.bytes.readUIntLE(this.at, bytes);
    this.at += bytes;
    return value;
  }

  signed(): number {
    return this.unsigned(4) | 0;
  }

  text(length: number): string {
    const text = this.bytes.toString('utf8', this.at, this.at + length);
    this.at += length;
    return text;
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new RangeError('it is cut off');
    const text = this.text(end - this.at);
    this.at += 1;
    return text;
  }

  push(entry: Entry): void {
    this.stack.push(entry);
  }

  pop(): Item {
    const entry = this.stack.pop();
    if (entry === undefined || entry === MARK) throw new RangeError('its instructions do not fit together');
    return entry;
  }

  /** Everything above the last mark, which goes too. */
  popToMark(): Item[] {
    const items: Item[] = [];
    for (;;) {
      const entry = this.stack.pop();
      if (entry === undefined) throw new RangeError('its instructions do not fit together');
      if (entry === MARK) return items.reverse();
      items.push(entry);
    }
  }

  remember(key: number): void {
    const top = this.stack.at(-1);
    if (top !== undefined) this.memo.set(key, top);
  }

  recall(key: number): void {
    const entry = this.memo.get(key);
    if (entry === undefined) throw new RangeError('its instructions do not fit together');
    this.push(entry);
  }

  tuple(length: number): void {
    const items = Array.from({ length }, () => this.pop());
    this.push(items.reverse());
  }

  set(pairs: readonly Item[]): void {
    const target = this.stack.at(-1);
    if (!(target instanceof Map)) throw new RangeError('its instructions do not fit together');
    for (let index = 0; index + 1 < pairs.length; index += 2)
      target.set(pairs[index] ?? null, pairs[index + 1] ?? null);
  }
}

type Instruction = (machine: PickleMachine) => void;

const STOP = 0x2e;

/** Pickle's instruction codes, from Python's `pickletools`. */
const INSTRUCTIONS: Readonly<Record<number, Instruction>> = {
  0x80: (machine) => void machine.byte(), // PROTO
  0x63: (machine) => {
    // GLOBAL
    const global = `${machine.line()} ${machine.line()}`;
    if (!KNOWN.has(global))
      throw new RangeError(`it asks for '${global.replace(' ', '.')}', which is not a tensor`);
    machine.push({ global });
  },
  0x28: (machine) => {
    machine.push(MARK);
  },
  0x71: (machine) => {
    machine.remember(machine.unsigned(1)); // BINPUT
  },
  0x72: (machine) => {
    machine.remember(machine.unsigned(4)); // LONG_BINPUT
  },
  0x68: (machine) => {
    machine.recall(machine.unsigned(1)); // BINGET
  },
  0x6a: (machine) => {
    machine.recall(machine.unsigned(4)); // LONG_BINGET
  },
  0x58: (machine) => {
    machine.push(machine.text(machine.unsigned(4))); // BINUNICODE
  },
  0x4b: (machine) => {
    machine.push(machine.unsigned(1)); // BININT1
  },
  0x4d: (machine) => {
    machine.push(machine.unsigned(2)); // BININT2
  },
  0x4a: (machine) => {
    machine.push(machine.signed()); // BININT
  },
  0x4e: (machine) => {
    machine.push(null); // NONE
  },
  0x88: (machine) => {
    machine.push(true); // NEWTRUE
  },
  0x89: (machine) => {
    machine.push(false); // NEWFALSE
  },
  0x29: (machine) => {
    machine.push([]); // EMPTY_TUPLE
  },
  0x85: (machine) => {
    machine.tuple(1); // TUPLE1
  },
  0x86: (machine) => {
    machine.tuple(2); // TUPLE2
  },
  0x87: (machine) => {
    machine.tuple(3); // TUPLE3
  },
  0x74: (machine) => {
    machine.push(machine.popToMark()); // TUPLE
  },
  0x7d: (machine) => {
    machine.push(new Map()); // EMPTY_DICT
  },
  0x73: (machine) => {
    const value = machine.pop(); // SETITEM
    machine.set([machine.pop(), value]);
  },
  0x75: (machine) => {
    machine.set(machine.popToMark()); // SETITEMS
  },
  0x62: (machine) => {
    machine.pop(); // BUILD: attributes of the dictionary, which nobody needs
  },
  0x51: (machine) => {
    machine.push(storageOf(machine.pop())); // BINPERSID
  },
  0x52: (machine) => {
    const parts = machine.pop(); // REDUCE
    machine.push(build(machine.pop(), parts));
  },
};

/** A persistent id names a storage: ('storage', type, name, device, length). */
function storageOf(id: Item): Item {
  const [kind, type, name] = isList(id) ? id : [];
  if (kind !== 'storage' || typeof name !== 'string')
    throw new RangeError('it refers to something that is no storage');
  if (!isGlobal(type, FLOAT_STORAGE)) throw new RangeError('it holds tensors that are not float32');
  return { storage: name };
}

/** What calling one of the four known names would make. */
function build(callee: Item, parts: Item): Item {
  if (!isList(parts)) throw new RangeError('its instructions do not fit together');
  if (isGlobal(callee, ORDERED_DICT)) return new Map();
  const [first, offset, shape, strides] = parts;
  if (isGlobal(callee, REBUILD_PARAMETER) && first !== undefined) return first;
  if (isGlobal(callee, REBUILD_TENSOR) && isStorage(first) && typeof offset === 'number') {
    return { tensor: { storage: first.storage, offset, shape: numbers(shape), strides: numbers(strides) } };
  }
  throw new RangeError('it describes a tensor in an unknown way');
}

function numbers(item: Item | undefined): readonly number[] {
  if (isList(item) && item.every((value) => typeof value === 'number')) return item;
  throw new RangeError('it describes a tensor in an unknown way');
}

function isList(item: Item | undefined): item is readonly Item[] {
  return Array.isArray(item);
}

function isGlobal(item: Item | undefined, name: string): boolean {
  return typeof item === 'object' && item !== null && 'global' in item && item.global === name;
}

function isStorage(item: Item | undefined): item is { readonly storage: string } {
  return typeof item === 'object' && item !== null && 'storage' in item;
}

function isTensor(item: Item): item is { readonly tensor: TorchTensor } {
  return typeof item === 'object' && item !== null && 'tensor' in item;
}
