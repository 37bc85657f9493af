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

type Reply =
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

/** The asking end. */
export class Caller<Contract extends Calls<Contract>> {
  private readonly pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
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
  ): Promise<Contract[Name]['response']> {
    if (this.closed) return Promise.reject(new CallError('The other process has ended.', false));
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.port.post({ id, call: name, request } satisfies Request);
    });
  }

  private settle(reply: Reply): void {
    const waiting = this.pending.get(reply.id);
    if (!waiting) return;
    this.pending.delete(reply.id);
    if ('problem' in reply) waiting.reject(new CallError(reply.problem, reply.forPeople));
    else waiting.resolve(reply.response);
  }
}

/** What answers each call of a contract. */
export type Handlers<Contract extends Calls<Contract>> = {
  readonly [Name in keyof Contract]: (
    request: Contract[Name]['request'],
  ) => Promise<Contract[Name]['response']>;
};

/** The answering end. Calls are answered one after the other, in the order in which they came. */
export function answerCalls<Contract extends Calls<Contract>>(
  port: Port,
  handlers: Handlers<Contract>,
  isForPeople: (error: unknown) => boolean,
): void {
  let queue = Promise.resolve();
  port.onMessage((message) => {
    const { id, call, request } = message as Request;
    queue = queue.then(async () => {
      try {
        if (!(call in handlers)) throw new Error(`Unknown call '${call}'.`);
        // Sound: the name is one of the contract's, and both ends share the contract's types.
        const handler = handlers[call as keyof Contract] as (asked: unknown) => Promise<unknown>;
        port.post({ id, response: await handler(request) } satisfies Reply);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        port.post({ id, problem, forPeople: isForPeople(error) } satisfies Reply);
      }
    });
  });
}
