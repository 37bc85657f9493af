import { expect, it } from 'vitest';
import { withoutBuild } from '../../../src/engine/compiled/runtime';

it('where ONNX Runtime has no build, it is said what computes instead', () => {
  expect(withoutBuild('linux-s390x')).toBe(
    'ONNX Runtime has no build for linux-s390x here. Use the device tfjs-js instead.',
  );
  expect(withoutBuild('darwin-x64')).toMatch(/Intel Macs \(1\.23\.2 was its last.* device tfjs-js/);
});
