import { describe, expect, it } from 'vitest';
import { withDevice } from '../../../src/engine/devices/openDevice';
import type { Engine } from '../../../src/engine/engine';

describe('a device that is lent for some work', () => {
  it('is freed when the work fails, and the failure comes through', async () => {
    let freed = 0;
    const work = withDevice('tfjs-js', (engine: Engine) => {
      const dispose = engine.dispose.bind(engine);
      engine.dispose = async () => {
        freed += 1;
        await dispose();
      };
      return Promise.reject(new Error('a leak'));
    });
    await expect(work).rejects.toThrow('a leak');
    expect(freed).toBe(1);
  });
});
