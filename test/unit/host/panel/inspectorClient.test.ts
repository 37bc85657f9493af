import { afterEach, describe, expect, it, vi } from 'vitest';
import { InspectorClient } from '../../../../src/host/panel/inspectorClient';
import { temporaryFile } from '../../../support/files';

let client: InspectorClient | undefined;

afterEach(() => {
  client?.dispose();
});

/** A child that answers with its process id; told to by the text, it says something or ends. */
const CHILD = `
process.on('message', ({ kind, id, request }) => {
  if (kind !== 'request') return;
  if (request.text === 'end') process.exit(3);
  if (request.text === 'speak') console.error('a warning');
  process.send({ kind: 'response', id, response: { step: process.pid, weights: new Float32Array([0.5]) } });
});
`;

async function started() {
  const heard: string[] = [];
  const script = await temporaryFile('inspector.js', CHILD);
  client = new InspectorClient(script, { trusted: () => true, heard: (line) => heard.push(line) });
  const ask = (text: string) => {
    if (!client) throw new Error('It has been disposed of.');
    return client.call('maps', { checkpoint: '', text, question: false });
  };
  return { heard, ask };
}

describe('the inspector’s process', () => {
  it('answers, with typed arrays as they are', async () => {
    const { ask } = await started();
    const [first, second] = [await ask('a'), await ask('b')];
    expect(first).toMatchObject({ weights: Float32Array.of(0.5) });
    expect(second.step).toBe(first.step);
  });

  it('is heard by its window', async () => {
    const { ask, heard } = await started();
    await ask('speak');
    await vi.waitFor(() => {
      expect(heard).toEqual(['a warning']);
    });
  });

  it('that ends rejects what was asked, says so, and is started again by the next question', async () => {
    const { ask, heard } = await started();
    const { step: before } = await ask('a');
    await expect(ask('end')).rejects.toMatchObject({ kind: 'ended' });
    expect(heard).toEqual(['it has ended with exit code 3; the next question starts it again']);
    expect((await ask('a')).step).not.toBe(before);
  });

  it('that is ended by its window ends in silence', async () => {
    const { ask, heard } = await started();
    await ask('a');
    const call = ask('a').then(
      () => 'answered',
      (error: unknown) => error,
    );
    client?.dispose();
    await call;
    expect(heard).toEqual([]);
  });
});
