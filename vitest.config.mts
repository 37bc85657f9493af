import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** `src/answers`, `webview/heads`, …: none of them may be left without tests. */
const ROOMS = ['src', 'webview'].flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`),
);

/** Folders in the order in which their tests run. */
const FOLDERS = ['/test/e2e/', '/test/integration/', '/test/unit/', '/test/unit/webview/'];

/**
 * The long ones first, so that no worker waits for another at the end; and pages last, together: a worker that
 * changes between Node and a document is a new process, which loads everything anew.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const folder = ({ moduleId }: TestSpecification) =>
      FOLDERS.findLastIndex((name) => moduleId.includes(name));
    return (await super.sort(files)).toSorted((a, b) => folder(a) - folder(b));
  }
}

export default defineConfig({
  // TF.js's entry for Node leaves its gradients out; its modules have them.
  resolve: {
    mainFields: ['module', 'main'],
    // Outside the editor its interface is a small stand-in.
    alias: { vscode: fileURLToPath(new URL('test/support/vscode.ts', import.meta.url)) },
  },
  ssr: { resolve: { mainFields: ['module', 'main'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/globalSetup.ts',
    deps: {
      optimizer: {
        ssr: {
          enabled: true,
          // A thousand small modules: bundled once, they load in a tenth of the time.
          include: [
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-core/dist/register_all_gradients',
            '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops',
            '@tensorflow/tfjs-backend-cpu',
          ],
        },
      },
    },
    // Modules keep no state that tests would share; loading them once saves ten seconds.
    isolate: false,
    // What was compiled for the last run and has not changed is not compiled again.
    experimental: { fsModuleCache: true },
    sequence: { sequencer: LongestFirst },
    // Without a word it leaves one core for a watching person.
    maxWorkers: '100%',
    coverage: {
      include: ['src/**/*.ts', 'webview/**/*.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 80, ...Object.fromEntries(ROOMS.map((room) => [`${room}/**`, { lines: 60 }])) },
    },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
