/**
 * What long analyses have in common: they tell how far they are, and can be stopped.
 */

/** How a long analysis keeps in touch. */
export interface Running {
  /** Told what is done and how much there is, in units of the analysis. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the analysis within one batch; its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Lets messages in between two batches, so that a wish to stop can arrive: ONNX Runtime blocks its thread
 * although it returns a promise.
 */
export async function breathe({ signal }: Running): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** The progress of one part, from `done` to `done + span`, told as progress of the whole. */
export function partOf({ onProgress, signal }: Running, done: number, span: number, total: number): Running {
  return {
    ...(signal ? { signal } : {}),
    ...(onProgress
      ? {
          onProgress: (ready: number, all: number) => {
            onProgress(done + (span * ready) / all, total);
          },
        }
      : {}),
  };
}
