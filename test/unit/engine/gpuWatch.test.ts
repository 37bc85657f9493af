import { describe, expect, it } from 'vitest';
import { GpuWatch, gpuUseOf } from '../../../src/engine/devices/gpuWatch';

describe('the use of a GPU', () => {
  it('is read from what its driver prints, of the first GPU', () => {
    expect(gpuUseOf('87, 3121\n4, 11\n')).toEqual({ gpuUse: 0.87, gpuMemoryBytes: 3121 * 2 ** 20 });
  });

  it('is not known where the driver does not tell', () => {
    expect(gpuUseOf('[N/A], 3121\n')).toBeUndefined();
    expect(gpuUseOf('')).toBeUndefined();
  });

  it('is not asked for where the processor trains', () => {
    const watch = new GpuWatch('onnx-cpu');
    expect(watch.latest).toEqual({});
    watch.dispose();
  });
});
