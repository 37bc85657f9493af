/**
 * Ends a child process when its parent is gone, however busy the child is.
 *
 * A closed channel is told to the event loop, and a long computation keeps the event loop from turning: a child
 * whose window had been killed went on at 100 % for minutes. So a thread of its own looks every second whether the
 * parent still lives. The trainer has no watchdog: it outlives its window on purpose.
 */
import { Worker } from 'node:worker_threads';

const INTERVAL_MS = 1000;

/**
 * The thread's own code, as text, because a bundle is one file. Where processes are handed on, an orphan's parent
 * has another id (that of init); on Windows it keeps the id, so that the id must be asked.
 */
const THREAD = `
  const { workerData } = require('node:worker_threads');
  const gone = () => {
    if (process.ppid !== workerData.parent) return true;
    try {
      process.kill(workerData.parent, 0);
      return false;
    } catch (error) {
      return error.code === 'ESRCH';
    }
  };
  setInterval(() => {
    if (gone()) process.kill(process.pid, 'SIGKILL');
  }, workerData.interval);
`;

/**
 * Starts the watchdog; it keeps nothing alive.
 *
 * @param interval Milliseconds between two looks.
 */
export function endWithParent(interval = INTERVAL_MS): void {
  const thread = new Worker(THREAD, { eval: true, workerData: { parent: process.ppid, interval } });
  thread.unref();
}
