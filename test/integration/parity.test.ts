import { describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/devices/openDevice';
import { compare } from '../parity/parity';
import { missingStudyFiles, studyFile } from '../support/files';

describe.skipIf(missingStudyFiles)(`PyTorch's numbers ${missingStudyFiles ?? ''}`, () => {
  const cases = ['onnx-cpu', 'tfjs-js'].flatMap((device) =>
    ['vanilla', 'rope', 'synthesizer', 'perceiver'].map((name) => [device, name] as const),
  );

  it.each(cases)('%s computes the %s', async (device, name) => {
    expect(await compare(studyFile('parity'), name, openDevice(device))).toMatchObject({ passed: true });
  });
});
