/**
 * The window's one inspector process: started when first needed, started again when it has died.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { type CallRunning, Caller } from '../../processes/calls';
import type { InspectorCalls } from '../../processes/inspectorCalls';
import { nodeEnvironment } from '../../runs/launcher';

/** Asks the inspector. */
export class InspectorClient {
  private child: ChildProcess | undefined;
  private caller: Caller<InspectorCalls> | undefined;

  /**
   * @param script The path of the bundled inspector.
   * @param trusted Whether code of the workspace may run; asked at each start.
   */
  constructor(
    private readonly script: string,
    private readonly trusted: () => boolean,
  ) {}

  /** Asks one call; see {@link InspectorCalls}. Rejects with a `CallError`. */
  call<Name extends keyof InspectorCalls>(
    name: Name,
    request: InspectorCalls[Name]['request'],
    running: CallRunning = {},
  ): Promise<InspectorCalls[Name]['response']> {
    this.caller ??= this.start();
    return this.caller.call(name, request, running);
  }

  /** Ends the process. */
  dispose(): void {
    this.child?.kill();
    this.child = undefined;
    this.caller = undefined;
  }

  private start(): Caller<InspectorCalls> {
    // Typed arrays cross as they are; JSON would make objects of them.
    const child = fork(this.script, [], {
      serialization: 'advanced',
      execArgv: [],
      env: nodeEnvironment(this.trusted()),
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
