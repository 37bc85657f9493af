/**
 * What long analyses have in common: they tell how far they are, and can be stopped.
 */

/** How a long analysis keeps in touch. */
export interface Running {
  /** Told what is done and how much there is, in units of the analysis. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the analysis within one batch; its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Resolves when nothing that is more urgent is under way; awaited between two batches. */
  readonly clear?: () => Promise<void>;
}

/**
 * Lets messages in between two batches, so that a wish to stop can arrive: ONNX Runtime blocks its thread
 * although it returns a promise.
 */
export async function breathe({ signal, clear }: Running): Promise<void> {
  // Twice: between the two lies a whole turn of the event loop, in which messages are read.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  await clear?.();
  signal?.throwIfAborted();
}

/** The progress of one part, from `done` to `done + span`, told as progress of the whole. */
export function partOf(
  { onProgress, ...running }: Running,
  done: number,
  span: number,
  total: number,
): Running {
  return {
    ...running,
    ...(onProgress
      ? {
          onProgress: (ready: number, all: number) => {
            onProgress(done + (span * ready) / all, total);
          },
        }
      : {}),
  };
}
