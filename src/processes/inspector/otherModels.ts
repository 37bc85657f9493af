/**
 * The model that was opened by its path: read once, for maps and analyses alike, since nobody changes its weights.
 *
 * Only one is held, for it may take most of the memory; it goes when another is asked for and nobody uses it any
 * more. A model whose files have changed is another.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../engine/engine';
import { HeadPrograms } from '../../heads/headPrograms';
import { AttentionReader } from '../../model/attentionMaps';
import type { Weights } from '../../model/checkpointWeights';
import { Continuer } from '../../model/continuation';
import { openAny } from '../../model/openAny';
import type { OpenOptions } from '../../model/openOptions';
import { KeyReader } from '../../theory/headKeys';
import { FIRST_GOING_ON } from '../openedByPath';
import type { TextRequest } from '../inspectorCalls';
import type { InspectedModel, Said } from './inspectedModel';

/** A model with all that looks into it. */
export interface OtherModel {
  readonly inspected: InspectedModel;
  readonly programs: HeadPrograms;
  readonly weights: Weights;
  readonly dispose: () => Promise<void>;
}

interface Held {
  readonly key: string;
  readonly model: Promise<OtherModel>;
  users: number;
  dropped: boolean;
}

/** The one model opened by its path that the inspector holds. */
export class OtherModels {
  private held: Held | undefined;

  constructor(private readonly engine: Engine) {}

  /** Lets `work` use a model, which stays open meanwhile. Throws a UserError when it cannot be opened. */
  async use<Result>(
    path: string,
    options: OpenOptions,
    work: (model: OtherModel) => Promise<Result>,
  ): Promise<Result> {
    const held = this.hold(JSON.stringify([path, options, await stampOf(path)]), path, options);
    held.users += 1;
    try {
      return await work(await held.model);
    } finally {
      held.users -= 1;
      await freeUnused(held);
    }
  }

  /** Closes the model that is held, as soon as nobody uses it. */
  async dispose(): Promise<void> {
    await this.drop();
  }

  private hold(key: string, path: string, options: OpenOptions): Held {
    if (this.held?.key === key) return this.held;
    // The memory of the one is needed for the other.
    const model = this.drop().then(() => openOther(this.engine, key, path, options));
    const held = { key, model, users: 0, dropped: false };
    this.held = held;
    // What could not be opened is tried anew the next time; whoever asked is told why.
    model.catch(() => {
      if (this.held === held) this.held = undefined;
    });
    return held;
  }

  private async drop(): Promise<void> {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    held.dropped = true;
    await freeUnused(held);
  }
}

async function freeUnused({ model, users, dropped }: Held): Promise<void> {
  if (!dropped || users > 0) return;
  // What could not be opened needs no closing.
  const opened = await model.catch(() => undefined);
  await opened?.dispose();
}

/** Sizes and times of a model's files. */
async function stampOf(path: string): Promise<readonly unknown[]> {
  const names = await readdir(path).catch(() => []);
  const files = names.length > 0 ? names.map((name) => join(path, name)) : [path];
  const stats = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  return stats.map((found) => [found?.size, found?.mtimeMs]);
}

async function openOther(
  engine: Engine,
  from: string,
  path: string,
  options: OpenOptions,
): Promise<OtherModel> {
  const opened = await openAny(engine, path, options);
  const { model, tokens, store, asking } = opened;
  const [reader, keys] = [new AttentionReader(engine, model), new KeyReader(engine, model)];
  const continuer = new Continuer(engine, opened);
  const programs = new HeadPrograms(engine, model, tokens, asking, opened.ends);
  const goOn = async (asked: readonly number[], { question, goOn: how = FIRST_GOING_ON }: TextRequest) => {
    const { tokens: most, seed, ...sampling } = how;
    const ends = question ? asking.ends : opened.ends;
    const said = await continuer.continue(asked, { tokens: most, seed, sampling, ends });
    const counted = said.tokens.length + (said.ended ? 1 : 0);
    return { tokens: said.tokens, logProbability: said.logProbability, counted } satisfies Said;
  };
  return {
    inspected: { model, tokens, store, asking, reader, keys, from, step: 0, opened: true, goOn },
    programs,
    weights: { progress: { step: 0, tokens: 0, seconds: 0 }, store: () => Promise.resolve(store) },
    dispose: async () => {
      for (const part of [reader, keys, continuer, programs]) await part.dispose();
      store.dispose();
    },
  };
}
