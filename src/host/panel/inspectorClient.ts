/**
 * The window's one inspector process: started when first needed, started again when it has died.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
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

/** Whoever answers questions about models. */
export interface Inspecting {
  /** Asks one call; see {@link InspectorCalls}. Rejects with a `CallError`. */
  call<Name extends keyof InspectorCalls>(
    name: Name,
    request: InspectorCalls[Name]['request'],
    running?: CallRunning,
  ): Promise<InspectorCalls[Name]['response']>;
}

/** What the inspector's process needs of the window. */
export interface InspectorWindow {
  /** Whether code of the workspace may run; asked at each start. */
  readonly trusted: () => boolean;
  /** Which code that checkpoints name may run in a trusted workspace; none when left out. */
  readonly code?: CheckpointCode;
  /** Told each line that the process prints, and how it ended when nobody had ended it. */
  readonly heard: (line: string) => void;
}

/** Asks the inspector. */
export class InspectorClient implements Inspecting {
  private child: ChildProcess | undefined;
  private caller: Caller<InspectorCalls> | undefined;

  /** What the running process may run; see {@link codeNow}. */
  private startedWith = '';

  /** @param script The path of the bundled inspector. */
  constructor(
    private readonly script: string,
    private readonly window: InspectorWindow,
  ) {}

  async call<Name extends keyof InspectorCalls>(
    name: Name,
    request: InspectorCalls[Name]['request'],
    running: CallRunning = {},
  ): Promise<InspectorCalls[Name]['response']> {
    const { code } = this.window;
    // A model that is opened by its path runs no code.
    const isRun = 'checkpoint' in request && !('open' in request);
    if (code && isRun) await code.askForCheckpoint(request.checkpoint);
    // A process is told what it may run when it starts, and nobody can tell it later.
    if (this.caller && this.startedWith !== this.codeNow()) this.dispose();
    this.caller ??= this.start();
    return this.caller.call(name, request, running);
  }

  /** Ends the process. */
  dispose(): void {
    const { child } = this;
    this.child = undefined;
    this.caller = undefined;
    child?.kill();
  }

  private codeNow(): string {
    const { trusted, code } = this.window;
    return trusted() ? (code?.allowed() ?? []).join() : 'none';
  }

  private start(): Caller<InspectorCalls> {
    this.startedWith = this.codeNow();
    const { trusted, code, heard } = this.window;
    // Typed arrays cross as they are; JSON would make objects of them.
    const child = fork(this.script, [], {
      serialization: 'advanced',
      execArgv: [],
      env: nodeEnvironment(trusted(), code?.allowed()),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', heard);
    const close = closing(child, (how) => {
      if (this.child !== child) return;
      heard(`it has ended ${how}; the next question starts it again`);
      this.child = undefined;
      this.caller = undefined;
    });
    return new Caller<InspectorCalls>({
      post: (message) => {
        // Sound: messages are plain data.
        child.send(message as object, (error) => {
          if (error) close.now(error.message);
        });
      },
      onMessage: (listener) => child.on('message', listener),
      onClose: close.listen,
    });
  }
}

/** Tells once that a child is gone: it has ended, it could not be started, or it no longer listens. */
function closing(child: ChildProcess, onClose: (how: string) => void) {
  const listeners: (() => void)[] = [];
  let closed = false;
  const now = (how: string) => {
    if (closed) return;
    closed = true;
    onClose(how);
    for (const listener of listeners) listener();
  };
  child.once('exit', (code, signal) => {
    now(signal === null ? `with exit code ${code ?? 0}` : `by ${signal}`);
  });
  child.on('error', (error) => {
    now(`with an error (${error.message})`);
  });
  const listen = (listener: () => void): void => {
    listeners.push(listener);
  };
  return { now, listen };
}
