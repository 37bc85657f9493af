/**
 * A real VS Code server with the packaged extension, and a real browser that drives it.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import { temporaryFolder } from '../support/files';
import type { Requirements } from './requirements';
import { EditorWindow } from './editorWindow';

const ROOT = resolve(__dirname, '../..');

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'workbench.tips.enabled': false,
  'git.enabled': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'typescript.validate.enable': false,
};

/** How the editor is started. */
export interface EditorOptions {
  /** Whether folders have to be trusted before anything of theirs is run. */
  readonly askForTrust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What it finds in its environment besides. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A running editor. Call {@link Editor.stop} at the end. */
export class Editor {
  private constructor(
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    private readonly port: number,
  ) {}

  /** Starts everything anew: no settings, windows or runs of another test. */
  static async start(needs: Requirements, options: EditorOptions = {}): Promise<Editor> {
    const home = await temporaryFolder();
    const [data, extensions] = [join(home, 'data'), join(home, 'extensions')];
    mkdirSync(join(data, 'data/User'), { recursive: true });
    mkdirSync(extensions, { recursive: true });
    const trust = { 'security.workspace.trust.enabled': options.askForTrust === true };
    const settings = { ...SETTINGS, ...trust, ...options.settings };
    writeFileSync(join(data, 'data/User/settings.json'), JSON.stringify(settings));
    const common = [
      '--accept-server-license-terms',
      ...['--server-data-dir', data, '--extensions-dir', extensions],
    ];
    const install = ['--install-extension', needs.extension];
    execFileSync(process.execPath, [needs.server, ...common, ...install], { stdio: 'ignore' });
    const port = await freePort();
    const serve = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
    const args = [needs.server, ...common, ...serve, '--telemetry-level', 'off'];
    if (!options.askForTrust) args.push('--disable-workspace-trust');
    // A group of its own, so that the extension hosts end with it.
    const env = { ...process.env, ...options.environment };
    const server = spawn(process.execPath, args, { stdio: 'ignore', detached: true, env });
    await answers(`http://127.0.0.1:${port}/version`);
    const browser = await chromium.launch({
      executablePath: needs.chromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    });
    return new Editor(server, browser, port);
  }

  /** Opens a window on a folder. */
  async open(folder: string, size = { width: 1280, height: 800 }): Promise<EditorWindow> {
    const context = await this.browser.newContext({ viewport: size });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(folder)}`);
    const window = new EditorWindow(page);
    await window.ready();
    return window;
  }

  /**
   * Runs a module of tests inside the extension host, on the unpacked extension.
   *
   * @returns what the host printed, and its exit code
   */
  async runInHost(
    folder: string,
    tests: string,
  ): Promise<{ readonly code: number; readonly output: string }> {
    const context = await this.browser.newContext();
    const page = await context.newPage();
    const uri = (path: string) => `vscode-remote://127.0.0.1:${this.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', uri(ROOT)],
      ['extensionTestsPath', uri(tests)],
    ];
    let output = '';
    await page.exposeFunction('codeAutomationLog', (_kind: string, words: readonly unknown[]) => {
      output += words.join(' ') + '\n';
    });
    const ended = new Promise<number>((resolve) => {
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    const query = `folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await page.goto(`http://127.0.0.1:${this.port}/?${query}`);
    const code = await ended;
    await context.close();
    return { code, output };
  }

  /** Ends the browser, the server and its extension hosts. */
  async stop(): Promise<void> {
    await this.browser.close();
    if (this.server.pid !== undefined) {
      try {
        process.kill(-this.server.pid);
      } catch {
        // It has ended already.
      }
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await sleep(200);
  }
  throw new Error(`The VS Code server did not answer at ${url}.`);
}
