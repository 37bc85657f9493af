/**
 * What lives as long as its window or its run holds no more after hundreds of steps than after the first.
 */
import { describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/devices/openDevice';
import { HeadAnalyst } from '../../src/heads/headAnalyst';
import { writeCheckpoint } from '../../src/model/checkpoints/checkpoint';
import { Inspector } from '../../src/processes/inspector/inspector';
import { RunFolder } from '../../src/runs/runFolder';
import { countingEngine } from '../support/engines';
import { temporaryFolder } from '../support/files';
import { RATES, batchOf, learnerOn } from '../support/smallLearner';
import { running, snapshot } from '../support/snapshots';

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
});

describe('the learner', () => {
  it('leaks no memory over a hundred steps', async () => {
    const learner = learnerOn(openDevice('onnx-cpu'));
    for (let step = 1; step <= 30; step++) await learner.step(batchOf(4), RATES, step);
    const before = process.memoryUsage.rss();
    for (let step = 31; step <= 130; step++) await learner.step(batchOf(4), RATES, step);
    expect(process.memoryUsage.rss() - before).toBeLessThan(20e6);
    await learner.dispose();
  });
});
