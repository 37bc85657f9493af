/**
 * The models that the inspector has open: newer weights of the same model take the place of the older ones
 * without compiling anything again, and the model not used for longest is closed when there are too many.
 */
import { stat } from 'node:fs/promises';
import { type Checkpoint, readCheckpoint } from '../../model/checkpoints/checkpoint';
import type { Engine } from '../../engine/engine';
import { Answerer } from '../../model/answers';
import { type Asking, askingByMask } from '../../model/asking';
import { AttentionReader } from '../../model/attentionMaps';
import { openCheckpoint, weightsOf } from '../../model/openModel';
import { KeyReader } from '../../theory/headKeys';
import { UserError } from '../../files/userError';
import type { TextRequest } from '../inspectorCalls';
import type { InspectedModel, Said } from './inspectedModel';

/** Models kept open at once. */
const MOST_OPEN = 3;

/** A run's model with the programs that look into it. */
interface OpenedModel extends InspectedModel {
  readonly answerer: Answerer;
  /** Which file, as of when, the weights are from. */
  from: string;
  step: number;
}

/** Opens models by their checkpoint files and keeps the last few. Calls must come one after the other. */
export class OpenedModels {
  /** By configuration and characters; the one not used for longest comes first. */
  private readonly opened = new Map<string, OpenedModel>();

  constructor(private readonly engine: Engine) {}

  /** The model of a checkpoint with its newest weights. Throws a UserError when there are none yet. */
  async of(path: string): Promise<InspectedModel> {
    const { ino, mtimeMs, size } = await stat(path).catch((error: unknown) => {
      throw new UserError('The run has no weights yet. They come with its first step.', { cause: error });
    });
    // Each snapshot is a new file under the old name; times are too coarse to tell two of them apart.
    const from = `${path} ${ino} ${mtimeMs} ${size}`;
    const current = [...this.opened.entries()].find(([, model]) => model.from === from);
    if (current) return this.used(...current);
    const checkpoint = await readCheckpoint(path);
    const key = JSON.stringify([checkpoint.model, checkpoint.characters]);
    const known = this.opened.get(key);
    if (known) refresh(known, checkpoint);
    const model = known ?? (await this.open(checkpoint));
    model.from = from;
    model.step = checkpoint.progress.step;
    this.used(key, model);
    await this.closeOldest();
    return model;
  }

  /** Closes all models. */
  async dispose(): Promise<void> {
    for (const model of this.opened.values()) await close(model);
    this.opened.clear();
  }

  /** Re-inserted, so that the first is the one not used for longest. */
  private used(key: string, model: OpenedModel): OpenedModel {
    this.opened.delete(key);
    this.opened.set(key, model);
    return model;
  }

  private async open(checkpoint: Checkpoint): Promise<OpenedModel> {
    const { model, store, vocabulary } = await openCheckpoint(this.engine, checkpoint);
    const answerer = new Answerer(this.engine, model, store, { rows: 1 });
    const asking: Asking = askingByMask(vocabulary);
    const goOn = async (asked: readonly number[], { question }: TextRequest): Promise<Said | undefined> => {
      // A model that was trained here answers questions; it goes on with nothing else.
      if (!question) return undefined;
      const [answer] = await answerer.answer([asked.slice(0, -1)]);
      return answer && { ...answer, counted: answer.tokens.length + 1 };
    };
    return {
      ...{ model, store, tokens: vocabulary, asking, answerer, goOn, opened: false, from: '', step: 0 },
      reader: new AttentionReader(this.engine, model),
      keys: new KeyReader(this.engine, model),
    };
  }

  private async closeOldest(): Promise<void> {
    const [oldest] = this.opened;
    if (!oldest || this.opened.size <= MOST_OPEN) return;
    this.opened.delete(oldest[0]);
    await close(oldest[1]);
  }
}

async function close({ store, reader, keys, answerer }: OpenedModel): Promise<void> {
  await reader.dispose();
  await keys.dispose();
  await answerer.dispose();
  store.dispose();
}

function refresh({ store, model }: OpenedModel, checkpoint: Checkpoint): void {
  const weights = weightsOf(model, checkpoint);
  for (const [name, tensor] of Object.entries(weights)) store.write(name, tensor);
}
