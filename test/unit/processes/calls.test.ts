import { describe, expect, it, vi } from 'vitest';
import { UrgentFirst } from '../../../src/processes/inspector/urgentFirst';
import {
  type CallRunning,
  CallError,
  Caller,
  type Handlers,
  type Port,
  answerCalls,
} from '../../../src/processes/calls';
import { UserError } from '../../../src/files/userError';

interface Contract {
  readonly look: { readonly request: string; readonly response: string };
  readonly work: { readonly request: number; readonly response: string };
  readonly fail: { readonly request: null; readonly response: null };
}

/** Two ends of a channel in one process; messages take a turn of the event loop, as between two. */
function channel(): { readonly near: Port; readonly far: Port; readonly close: () => void } {
  const listeners: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []];
  const closed: (() => void)[] = [];
  const end = (own: 0 | 1): Port => ({
    post: (message) => {
      // As between two processes: what cannot be cloned is refused at once.
      const copy: unknown = structuredClone(message);
      setImmediate(() => {
        for (const listener of listeners[own === 0 ? 1 : 0]) listener(copy);
      });
    },
    onMessage: (listener) => listeners[own].push(listener),
    onClose: (listener) => closed.push(listener),
  });
  const close = () => {
    for (const listener of closed) listener();
  };
  return { near: end(0), far: end(1), close };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Works in steps until it is told to stop. */
async function inSteps(steps: number, { onProgress, signal }: Required<CallRunning>): Promise<string> {
  if (Number.isNaN(steps)) throw new Error('No steps.');
  for (let step = 1; step <= steps; step++) {
    await turn();
    signal.throwIfAborted();
    onProgress(step, steps);
  }
  return 'worked';
}

const HANDLERS: Handlers<Contract> = {
  look: (text) => Promise.resolve(`saw ${text}`),
  work: inSteps,
  fail: () => Promise.resolve(null),
};

function answering(order: string[] = []) {
  const { near, far, close } = channel();
  const handlers: Handlers<Contract> = {
    look: async (text) => {
      order.push(text);
      await turn();
      // Sound: the test is of what cannot travel.
      if (text === 'a function') return (() => undefined) as unknown as string;
      return `saw ${text}`;
    },
    work: async (steps, running) => {
      order.push('work');
      return inSteps(steps, running);
    },
    fail: () => Promise.reject(new UserError('Do this instead.')),
  };
  answerCalls<Contract>(far, handlers, {
    isForPeople: (error) => error instanceof UserError,
    laneOf: (call) => (call === 'work' ? 'long' : 'short'),
  });
  return { caller: new Caller<Contract>(near), close };
}

describe('calls between processes', () => {
  it('tell progress and then the answer', async () => {
    const { caller } = answering();
    const seen: string[] = [];
    const onProgress = (done: number, total: number) => seen.push(`${done} of ${total}`);
    expect(await caller.call('work', 3, { onProgress })).toBe('worked');
    expect(seen).toEqual(['1 of 3', '2 of 3', '3 of 3']);
  });

  it('are cancelled at both ends', async () => {
    const { caller } = answering();
    const control = new AbortController();
    const seen: number[] = [];
    const call = caller.call('work', 1000, {
      signal: control.signal,
      onProgress: (done) => {
        seen.push(done);
        control.abort();
      },
    });
    await expect(call).rejects.toThrow('The call was cancelled.');
    // The other end has stopped as well: the lane is free for the next.
    expect(await caller.call('work', 1)).toBe('worked');
    expect(seen).toEqual([1]);
  });

  it('of one lane wait for each other, but not for another lane', async () => {
    const order: string[] = [];
    const { caller } = answering(order);
    const long = caller.call('work', 20).then(() => order.push('worked'));
    await Promise.all([caller.call('look', 'a'), caller.call('look', 'b')]);
    await long;
    expect(order).toEqual(['work', 'a', 'b', 'worked']);
  });

  it('that fail say whether the sentence is for people', async () => {
    const { caller } = answering();
    await expect(caller.call('fail', null)).rejects.toMatchObject({
      message: 'Do this instead.',
      kind: 'forPeople',
    });
  });

  it('that fail by a bug bring the stack of the other end along', async () => {
    const { caller } = answering();
    const error = await caller.call('work', NaN).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'bug', message: 'No steps.' });
    expect(error instanceof CallError && error.farStack).toMatch(/No steps\.\n\s+at .*calls\.test\.ts/);
  });

  it('whose answer cannot be posted are rejected, and the lane goes on', async () => {
    const { caller } = answering();
    await expect(caller.call('look', 'a function')).rejects.toMatchObject({ kind: 'bug' });
    expect(await caller.call('look', 'a')).toBe('saw a');
  });

  it('go on in their lane when not even a failure can be posted', async () => {
    const { near, far } = channel();
    let broken = true;
    const post = (message: unknown) => {
      if (broken) throw new Error('The channel is full.');
      far.post(message);
    };
    const handlers = { ...HANDLERS, look: (text: string) => Promise.resolve(`saw ${text}`) };
    answerCalls<Contract>({ ...far, post }, handlers, { isForPeople: () => false });
    const caller = new Caller<Contract>(near);
    void caller.call('look', 'lost').catch(() => undefined);
    await turn();
    broken = false;
    expect(await caller.call('look', 'a')).toBe('saw a');
  });

  it('that cannot be posted are rejected at once', async () => {
    const { near } = channel();
    const post = () => {
      throw new Error('Not to be cloned.');
    };
    const caller = new Caller<Contract>({ ...near, post });
    await expect(caller.call('look', 'a')).rejects.toMatchObject({
      kind: 'bug',
      message: 'Not to be cloned.',
    });
  });

  it('whose signal is aborted already are not even begun', async () => {
    const order: string[] = [];
    const { caller } = answering(order);
    const call = caller.call('look', 'a', { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ kind: 'cancelled' });
    await caller.call('look', 'b');
    expect(order).toEqual(['b']);
  });

  it('let go of their signal when they are answered', async () => {
    const { caller } = answering();
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    await caller.call('look', 'a', { signal });
    expect(added.mock.calls.length).toBe(1);
    expect(removed.mock.calls).toEqual(added.mock.calls.map(([type, listener]) => [type, listener]));
  });

  it('end when the asker is gone', async () => {
    const { near, far, close } = channel();
    let ended: unknown;
    const work = (steps: number, running: Required<CallRunning>) =>
      inSteps(steps, running).catch((error: unknown) => {
        ended = error;
        return '';
      });
    answerCalls<Contract>(far, { ...HANDLERS, work }, { isForPeople: () => false });
    const call = new Caller<Contract>(near).call('work', 1000);
    await turn();
    close();
    await expect(call).rejects.toMatchObject({ kind: 'ended' });
    await vi.waitFor(() => {
      expect(ended).toBeInstanceOf(Error);
    });
  });

  it('ignore what is no message of theirs', async () => {
    const { near, far } = channel();
    answerCalls<Contract>(far, HANDLERS, { isForPeople: () => false });
    const caller = new Caller<Contract>(near);
    for (const stray of [null, 'hello', { id: 'one' }, { id: 1 }])
      for (const end of [near, far]) end.post(stray);
    expect(await caller.call('look', 'a')).toBe('saw a');
  });

  it('of an unknown name fail by name', async () => {
    const { near, far } = channel();
    answerCalls<Contract>(far, HANDLERS, { isForPeople: () => false });
    const caller = new Caller<{ toString: { request: null; response: null } }>(near);
    await expect(caller.call('toString', null)).rejects.toThrow("Unknown call 'toString'.");
  });

  it('are rejected when the channel closes', async () => {
    const { caller, close } = answering();
    const call = caller.call('look', 'a');
    close();
    await expect(call).rejects.toThrow('The other process has ended.');
    await expect(caller.call('look', 'b')).rejects.toThrow('The other process has ended.');
  });
});

describe('the right of way', () => {
  it('holds long work back until the last short work has ended', async () => {
    const way = new UrgentFirst();
    const order: string[] = [];
    const short = (name: string) => way.first(() => turn().then(() => order.push(name)));
    const first = short('first');
    const long = way.clear().then(() => order.push('long'));
    await Promise.all([first, short('second').catch(() => undefined), long]);
    expect(order).toEqual(['first', 'second', 'long']);
    await way.clear();
  });

  it('is given back when short work fails', async () => {
    const way = new UrgentFirst();
    await expect(way.first(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await way.clear();
  });
});
