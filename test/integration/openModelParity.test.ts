import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/devices/openDevice';
import { compareOpenModel } from '../parity/openModels';
import { missingOpenModels, studyFile } from '../support/files';

describe.skipIf(missingOpenModels)(`the numbers of transformers ${missingOpenModels ?? ''}`, () => {
  const engine = openDevice('onnx-cpu');
  afterAll(() => engine.dispose());

  it.each(['gpt2', 'llama', 'qwen2', 'qwen3', 'gpt-neox'])('%s', async (name) => {
    const report = await compareOpenModel(studyFile('open-models'), name, engine);
    expect(report).toMatchObject({ passed: true });
  });
});
