/**
 * Calls between two processes over any channel of messages: typed, answered, and rejected when the
 * channel closes. The contract is one type; the two ends swap its directions.
 */

/** A contract: for each call, what is asked and what is answered. */
export type Calls<Contract> = {
  readonly [Name in keyof Contract]: { readonly request: unknown; readonly response: unknown };
};

/** A channel of messages to another process. */
export interface Port {
  readonly post: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onClose: (listener: () => void) => void;
}

interface Request {
  readonly id: number;
  readonly call: string;
  readonly request: unknown;
}

/** The asker no longer wants an answer. */
interface Cancellation {
  readonly id: number;
  readonly cancel: true;
}

type Reply =
  | { readonly id: number; readonly done: number; readonly total: number }
  | { readonly id: number; readonly response: unknown }
  /** `forPeople` tells a UserError's sentence from a bug. */
  | { readonly id: number; readonly problem: string; readonly forPeople: boolean };

/** A call that failed at the other end. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(
    message: string,
    /** Whether the message is a sentence for people. */
    readonly forPeople: boolean,
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

/** The asking end. */
export class Caller<Contract extends Calls<Contract>> {
  private readonly pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void; running: CallRunning }
  >();
  private last = 0;
  private closed = false;

  constructor(private readonly port: Port) {
    port.onMessage((message) => {
      this.settle(message as Reply);
    });
    port.onClose(() => {
      this.closed = true;
      for (const { reject } of this.pending.values())
        reject(new CallError('The other process has ended.', false));
      this.pending.clear();
    });
  }

  /** Asks, and resolves with the answer. Rejects with a {@link CallError}. */
  call<Name extends keyof Contract & string>(
    name: Name,
    request: Contract[Name]['request'],
    running: CallRunning = {},
  ): Promise<Contract[Name]['response']> {
    if (this.closed) return Promise.reject(new CallError('The other process has ended.', false));
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject, running });
      this.port.post({ id, call: name, request } satisfies Request);
      running.signal?.addEventListener('abort', () => {
        if (!this.pending.delete(id)) return;
        this.port.post({ id, cancel: true } satisfies Cancellation);
        reject(new CallError('The call was cancelled.', false));
      });
    });
  }

  private settle(reply: Reply): void {
    const waiting = this.pending.get(reply.id);
    if (!waiting) return;
    if ('done' in reply) {
      waiting.running.onProgress?.(reply.done, reply.total);
      return;
    }
    this.pending.delete(reply.id);
    if ('problem' in reply) waiting.reject(new CallError(reply.problem, reply.forPeople));
    else waiting.resolve(reply.response);
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
  readonly isForPeople: (error: unknown) => boolean;
  /** Calls of one lane are answered one after the other, in the order in which they came. */
  readonly laneOf?: (call: string) => string;
}

/** The answering end. */
export function answerCalls<Contract extends Calls<Contract>>(
  port: Port,
  handlers: Handlers<Contract>,
  { isForPeople, laneOf = () => '' }: Answering,
): void {
  const lanes = new Map<string, Promise<void>>();
  const open = new Map<number, AbortController>();
  const answer = async ({ id, call, request }: Request, signal: AbortSignal): Promise<Reply> => {
    try {
      signal.throwIfAborted();
      if (!(call in handlers)) throw new Error(`Unknown call '${call}'.`);
      const onProgress = (done: number, total: number) => {
        port.post({ id, done, total } satisfies Reply);
      };
      // Sound: the name is one of the contract's, and both ends share the contract's types.
      const handler = handlers[call as keyof Contract];
      return { id, response: await handler(request, { onProgress, signal }) };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return { id, problem, forPeople: isForPeople(error) };
    }
  };
  port.onMessage((message) => {
    const request = message as Request | Cancellation;
    if ('cancel' in request) {
      open.get(request.id)?.abort();
      return;
    }
    const controller = new AbortController();
    open.set(request.id, controller);
    const lane = laneOf(request.call);
    const before = lanes.get(lane) ?? Promise.resolve();
    const after = before.then(async () => {
      port.post(await answer(request, controller.signal));
      open.delete(request.id);
    });
    lanes.set(lane, after);
  });
}
