/**
 * The window's one inspector process: started when first needed, started again when it has died.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { type CallRunning, Caller } from '../../processes/calls';
import type { InspectorCalls } from '../../processes/inspectorCalls';
import { nodeEnvironment } from '../../runs/launcher';

/** What a person has allowed the inspector to run. */
export interface CheckpointCode {
  /** SHA-256 of each module, in hexadecimal. */
  readonly allowed: () => readonly string[];
  /** Asks about what a checkpoint names; resolves whatever the answer is. */
  readonly askForCheckpoint: (path: string) => Promise<void>;
}

/** Asks the inspector. */
export class InspectorClient {
  private child: ChildProcess | undefined;
  private caller: Caller<InspectorCalls> | undefined;

  /** What the running process may run; see {@link codeNow}. */
  private startedWith = '';

  /**
   * @param script The path of the bundled inspector.
   * @param trusted Whether code of the workspace may run.
   * @param code Which code that checkpoints name may run in a trusted workspace.
   */
  constructor(
    private readonly script: string,
    private readonly trusted: () => boolean,
    private readonly code: CheckpointCode,
  ) {}

  /** Asks one call; see {@link InspectorCalls}. Rejects with a `CallError`. */
  async call<Name extends keyof InspectorCalls>(
    name: Name,
    request: InspectorCalls[Name]['request'],
    running: CallRunning = {},
  ): Promise<InspectorCalls[Name]['response']> {
    if ('checkpoint' in request) await this.code.askForCheckpoint(request.checkpoint);
    // A process is told what it may run when it starts, and nobody can tell it later.
    if (this.caller && this.startedWith !== this.codeNow()) this.dispose();
    this.caller ??= this.start();
    return this.caller.call(name, request, running);
  }

  /** Ends the process. */
  dispose(): void {
    this.child?.kill();
    this.child = undefined;
    this.caller = undefined;
  }

  private codeNow(): string {
    return this.trusted() ? this.code.allowed().join() : 'none';
  }

  private start(): Caller<InspectorCalls> {
    this.startedWith = this.codeNow();
    // Typed arrays cross as they are; JSON would make objects of them.
    const child = fork(this.script, [], {
      serialization: 'advanced',
      execArgv: [],
      env: nodeEnvironment(this.trusted(), this.code.allowed()),
    });
    this.child = child;
    child.once('exit', () => {
      if (this.child === child) this.caller = undefined;
    });
    return new Caller<InspectorCalls>({
      post: (message) => {
        // Sound: messages are plain data.
        child.send(message as object, () => undefined);
      },
      onMessage: (listener) => child.on('message', listener),
      onClose: (listener) => child.once('exit', listener),
    });
  }
}
