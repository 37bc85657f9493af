/**
 * The inspector lives as long as its window: what it holds must not grow with what it was asked.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/devices/openDevice';
import { writeCheckpoint } from '../../../src/model/checkpoints/checkpoint';
import { Inspector } from '../../../src/processes/inspector/inspector';
import { countingEngine } from '../../support/engines';
import { temporaryFolder } from '../../support/files';
import { SMALL_VOCABULARY } from '../../support/smallModel';
import { running, snapshot } from '../../support/snapshots';

describe('the inspector', () => {
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
