/**
 * The inspector lives as long as its window: what it holds must not grow with what it was asked.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { hostTensor } from '../../../src/engine/tensors';
import { HeadAnalyst } from '../../../src/heads/headAnalyst';
import { writeCheckpoint } from '../../../src/model/checkpoints/checkpoint';
import { Inspector } from '../../../src/processes/inspector/inspector';
import { RunFolder } from '../../../src/runs/runFolder';
import { countingEngine } from '../../support/engines';
import { temporaryFolder } from '../../support/files';
import { SMALL, SMALL_VOCABULARY, smallModel } from '../../support/smallModel';

/** As little to compute as can be: what counts is how often. */
const TINY = { ...SMALL, layers: 1, heads: 1, width: 8 };
const { weights } = smallModel(TINY);
const running = { onProgress: () => undefined, signal: new AbortController().signal };

/** A run's weights as they are after one more step. */
function snapshot(step: number) {
  const tensors = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => {
      return [
        name,
        hostTensor(
          shape,
          Float32Array.from(data, (value) => value * (1 + step / 1000)),
        ),
      ] as const;
    }),
  );
  const progress = { step, tokens: 10 * step, seconds: step };
  return { model: TINY, characters: SMALL_VOCABULARY.characters, progress, tensors };
}

describe('the inspector', () => {
  it('holds no more after 200 snapshots of a run than after the first ones', async () => {
    const { engine, held } = countingEngine(openDevice('onnx-cpu'));
    const folder = new RunFolder(await temporaryFolder());
    const [inspector, analyst] = [new Inspector(engine), new HeadAnalyst(engine)];
    const text = { checkpoint: folder.weights, text: 'is abel?', question: true, unanswered: true };
    let early = '';
    for (let step = 1; step <= 200; step++) {
      await writeCheckpoint(folder.weights, snapshot(step));
      expect((await inspector.handlers.maps(text, running)).step).toBe(step);
      await inspector.handlers.quantities(text, running);
      const line = { text: 'is abel?', question: true, answer: 'Ada' };
      const call = { run: folder.path, checkpoint: folder.weights, line };
      await analyst.analyse({ ...call, request: { what: 'rollout' } }, running);
      await analyst.analyse({ ...call, request: { what: 'logits' } }, running);
      if (step === 3) early = JSON.stringify(held);
    }
    expect(JSON.stringify(held)).toBe(early);
    await engine.dispose();
  });

  it('frees the programs of a model with the model', async () => {
    const { engine, held } = countingEngine(openDevice('onnx-cpu'));
    const folder = await temporaryFolder();
    const inspector = new Inspector(engine);
    const counts: string[] = [];
    for (let index = 0; index < 5; index++) {
      const path = join(folder, `${index}.safetensors`);
      // A vocabulary of its own makes it another model.
      const characters = [...SMALL_VOCABULARY.characters.slice(0, -1), String.fromCodePoint(0x400 + index)];
      await writeCheckpoint(path, { ...snapshot(index), characters });
      await inspector.handlers.quantities({ checkpoint: path, text: 'is abel?', question: true }, running);
      counts.push(JSON.stringify(held));
    }
    expect(held.stores).toBe(3);
    expect(counts.slice(3)).toEqual(new Array(2).fill(counts[2]));
    await engine.dispose();
  });
});
