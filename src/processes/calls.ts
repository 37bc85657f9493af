/**
 * Calls between two processes over any channel of messages: typed, answered, and rejected when the
 * channel closes. The contract is one type; the two ends swap its directions.
 */
import * as v from 'valibot';
import {
  type CallRequest,
  type FromCaller,
  type ToCaller,
  fromCallerSchema,
  toCallerSchema,
} from './callMessages';

/** A contract: for each call, what is asked and what is answered. */
export type Calls<Contract> = {
  readonly [Name in keyof Contract]: { readonly request: unknown; readonly response: unknown };
};

/** A channel of messages to another process. */
export interface Port {
  /** May throw: what cannot be cloned does not travel, and a closed channel takes nothing. */
  readonly post: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onClose: (listener: () => void) => void;
}

/**
 * Why a call failed: with a sentence for people, by a bug at either end, because the other process has
 * ended, or because the asker cancelled it.
 */
export type CallFailure = 'forPeople' | 'bug' | 'ended' | 'cancelled';

/** A call that failed. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(
    message: string,
    readonly kind: CallFailure,
    /** Where it failed at the other end, for the log. */
    readonly farStack?: string,
  ) {
    super(message);
  }
}

/** How a long call keeps in touch, at both ends. */
export interface CallRunning {
  /** Told what is done and how much there is. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the call; its promise rejects. */
  readonly signal?: AbortSignal;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: CallRunning['onProgress'];
}

/** The asking end. */
export class Caller<Contract extends Calls<Contract>> {
  private readonly pending = new Map<number, Pending>();
  private last = 0;
  private closed = false;

  constructor(private readonly port: Port) {
    port.onMessage((message) => {
      const parsed = v.safeParse(toCallerSchema, message);
      if (parsed.success) this.settle(parsed.output);
    });
    port.onClose(() => {
      this.closed = true;
      for (const { reject } of this.pending.values()) reject(ended());
      this.pending.clear();
    });
  }

  /** Asks, and resolves with the answer. Rejects with a {@link CallError}. */
  async call<Name extends keyof Contract & string>(
    name: Name,
    request: Contract[Name]['request'],
    { signal, onProgress }: CallRunning = {},
  ): Promise<Contract[Name]['response']> {
    if (this.closed) throw ended();
    if (signal?.aborted) throw cancelled();
    const id = ++this.last;
    const cancel = () => {
      this.cancel(id);
    };
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.pending.set(id, { resolve, reject, onProgress });
        this.post({ kind: 'request', id, call: name, request });
      });
    } finally {
      // A signal may outlive many calls: an answered one leaves nothing behind on it.
      signal?.removeEventListener('abort', cancel);
      this.pending.delete(id);
    }
  }

  private post(message: FromCaller): void {
    try {
      this.port.post(message);
    } catch (error) {
      throw new CallError(messageOf(error), 'bug', stackOf(error));
    }
  }

  private cancel(id: number): void {
    const waiting = this.pending.get(id);
    if (!waiting) return;
    this.pending.delete(id);
    waiting.reject(cancelled());
    try {
      this.port.post({ kind: 'cancellation', id } satisfies FromCaller);
    } catch {
      // The channel is gone, and the work at its other end with it.
    }
  }

  private settle(reply: ToCaller): void {
    const waiting = this.pending.get(reply.id);
    if (!waiting) return;
    switch (reply.kind) {
      case 'progress':
        waiting.onProgress?.(reply.done, reply.total);
        return;
      case 'response':
        waiting.resolve(reply.response);
        return;
      case 'problem':
        waiting.reject(new CallError(reply.problem, reply.forPeople ? 'forPeople' : 'bug', reply.stack));
        return;
      default:
        reply satisfies never;
    }
  }
}

/** What answers each call of a contract; a long one tells its progress and heeds its signal. */
export type Handlers<Contract extends Calls<Contract>> = {
  readonly [Name in keyof Contract]: (
    request: Contract[Name]['request'],
    running: Required<CallRunning>,
  ) => Promise<Contract[Name]['response']>;
};

/** How the answering end works. */
export interface Answering {
  /** Whether an error's message is a sentence for people; everything else is a bug. */
  readonly isForPeople: (error: unknown) => boolean;
  /** Calls of one lane are answered one after the other, in the order in which they came. */
  readonly laneOf?: (call: string) => string;
}

/** The answering end. All that is under way is aborted when the channel closes: nobody waits for it. */
export function answerCalls<Contract extends Calls<Contract>>(
  port: Port,
  handlers: Handlers<Contract>,
  { isForPeople, laneOf = () => '' }: Answering,
): void {
  const lanes = new Map<string, Promise<void>>();
  const open = new Map<number, AbortController>();
  const problemOf = (id: number, error: unknown): ToCaller => {
    const forPeople = isForPeople(error);
    const stack = forPeople ? undefined : stackOf(error);
    return {
      kind: 'problem',
      id,
      problem: messageOf(error),
      forPeople,
      ...(stack === undefined ? {} : { stack }),
    };
  };
  const answer = async ({ id, call, request }: CallRequest, signal: AbortSignal): Promise<void> => {
    const post = (message: ToCaller) => {
      port.post(message);
    };
    try {
      signal.throwIfAborted();
      if (!Object.hasOwn(handlers, call)) throw new Error(`Unknown call '${call}'.`);
      const onProgress = (done: number, total: number) => {
        post({ kind: 'progress', id, done, total });
      };
      // Sound: the name is one of the contract's, and both ends share the contract's types.
      const handler = handlers[call as keyof Contract];
      post({ kind: 'response', id, response: await handler(request, { onProgress, signal }) });
    } catch (error) {
      // An answer that could not be posted is a failure like any other, and is told as one.
      post(problemOf(id, error));
    }
  };
  const begin = (request: CallRequest) => {
    const controller = new AbortController();
    open.set(request.id, controller);
    const lane = laneOf(request.call);
    const before = lanes.get(lane) ?? Promise.resolve();
    const after = before
      .then(() => answer(request, controller.signal))
      // Not even the failure could be posted. The lane goes on: what comes next may fare better.
      .catch(() => undefined)
      .finally(() => open.delete(request.id));
    lanes.set(lane, after);
  };
  port.onMessage((message) => {
    const parsed = v.safeParse(fromCallerSchema, message);
    if (!parsed.success) return;
    if (parsed.output.kind === 'cancellation') open.get(parsed.output.id)?.abort();
    else begin(parsed.output);
  });
  port.onClose(() => {
    for (const controller of open.values()) controller.abort();
  });
}

function ended(): CallError {
  return new CallError('The other process has ended.', 'ended');
}

function cancelled(): CallError {
  return new CallError('The call was cancelled.', 'cancelled');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
