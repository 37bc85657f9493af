/**
 * The weights of a Hugging Face folder: one `model.safetensors`, or shards named by an index.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { type HostTensor, sameShape } from '../../engine/tensors';
import { parseJson } from '../../files/parseJson';
import { readSmallFile } from '../../files/regularFile';
import { UserError } from '../../files/userError';
import type { ParameterSpecs } from '../contract';
import { TensorReader } from './tensorReader';

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

const index = v.object({ weight_map: v.record(v.string(), v.string()) });

/** Weights by name, read one at a time. */
export class WeightFolder {
  private constructor(
    private readonly folder: string,
    private readonly readers: readonly TensorReader[],
  ) {}

  /** Opens all files. Throws a UserError when there are none, or one is missing or cannot be used. */
  static async open(folder: string): Promise<WeightFolder> {
    const readers: TensorReader[] = [];
    const weights = new WeightFolder(folder, readers);
    try {
      for (const file of await filesOf(folder)) readers.push(await TensorReader.open(join(folder, file)));
      return weights;
    } catch (error) {
      await weights.close();
      throw error;
    }
  }

  /**
   * Checks that all parameters are there in their shapes.
   *
   * @param prefix What some files write before the names.
   * @throws UserError naming the first that is missing or has another shape.
   */
  check(parameters: ParameterSpecs, prefix: string): void {
    for (const [name, { shape }] of Object.entries(parameters)) {
      const found = this.find(name, prefix)?.entry.shape;
      if (!found) {
        throw new UserError(
          `${this.folder} has no tensor '${name}', which its config.json asks for. Copy the whole model folder again.`,
        );
      }
      if (!sameShape(found, shape)) {
        throw new UserError(
          `${this.folder} does not fit together: '${name}' has the shape [${found.join(', ')}], but config.json ` +
            `asks for [${shape.join(', ')}].`,
        );
      }
    }
  }

  /** One parameter as float32. Throws a UserError when it is missing or holds no finite numbers. */
  async read(name: string, prefix: string): Promise<HostTensor> {
    const found = this.find(name, prefix);
    if (!found) throw new UserError(`${this.folder} has no tensor '${name}'.`);
    return found.reader.read(found.name);
  }

  /** Closes all files. */
  async close(): Promise<void> {
    for (const reader of this.readers) await reader.close();
  }

  private find(name: string, prefix: string) {
    for (const candidate of [prefix + name, name]) {
      for (const reader of this.readers) {
        const entry = reader.entries[candidate];
        if (entry) return { reader, name: candidate, entry };
      }
    }
    return undefined;
  }
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder);
  if (files.includes(INDEX)) return shardsOf(join(folder, INDEX), files);
  if (files.includes(SINGLE)) return [SINGLE];
  const torch = files.find((file) => /\.(bin|pt|pth|gguf|h5|msgpack)$/.test(file));
  throw new UserError(
    torch === undefined
      ? `${folder} has no ${SINGLE}: there are no weights in it.`
      : `${folder} has its weights in ${torch}; only safetensors files are read. Save it with ` +
          'model.save_pretrained(folder, safe_serialization=True).',
  );
}

async function shardsOf(path: string, files: readonly string[]): Promise<readonly string[]> {
  const parsed = v.safeParse(index, parseJson(path, (await readSmallFile(path)).toString('utf8')));
  if (!parsed.success) throw new UserError(`${path} does not say which tensor lies in which file.`);
  const shards = [...new Set(Object.values(parsed.output.weight_map))];
  for (const shard of shards) {
    // A name that leads out of the folder is no shard of this model.
    if (basename(shard) !== shard || !files.includes(shard)) {
      throw new UserError(`${path} names the shard ${shard}, which is not in the folder. Copy it there.`);
    }
  }
  return shards;
}
