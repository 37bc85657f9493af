import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rgb } from '../../../src/charts/colourScale';
import { THEORY_PAGES } from '../../../src/theory/sharing';
import { READABLE, contrastRatio } from '../../../webview/frame/contrast';

const ROOT = resolve(__dirname, '../../..');

async function read(name: string): Promise<string> {
  return readFile(resolve(ROOT, name), 'utf8');
}

describe('the manifest', () => {
  it('has every string in package.nls.json, and that holds no other', async () => {
    const used = new Set([...(await read('package.json')).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    // Sound: a file of the project, strings by key.
    const strings = JSON.parse(await read('package.nls.json')) as Record<string, string>;
    expect([...used].sort()).toEqual(Object.keys(strings).sort());
  });

  it('ticks steps of the walkthrough when something is done, not when a command was called', async () => {
    const events = [...(await read('package.json')).matchAll(/"on(Command|Context):([^"]+)"/g)];
    expect(events.map(([, kind]) => kind)).toEqual(events.map(() => 'Context'));
    const host = await read('src/host/views/contextKeys.ts');
    const keys = events.map(([, , key]) => (key ?? '').replace('attentionLab.', ''));
    expect(keys).toHaveLength(4);
    for (const key of keys) expect(host).toContain(`'${key}'`);
  });
});

describe('the lessons', () => {
  it('lead to commands and pages that there are, and each step says something to do', async () => {
    // Sound: files of the project; what is missing fails below.
    const manifest = JSON.parse(await read('package.json')) as {
      contributes: {
        commands: { command: string }[];
        walkthroughs: { id: string; steps: { description: string; media: { markdown?: string } }[] }[];
      };
    };
    const strings = JSON.parse(await read('package.nls.json')) as Record<string, string>;
    const { commands, walkthroughs } = manifest.contributes;
    const steps = walkthroughs.filter(({ id }) => id !== 'start').flatMap((lesson) => lesson.steps);
    expect(steps.length).toBeGreaterThan(11);
    const pages: readonly string[] = [...THEORY_PAGES, 'training', 'heads'];
    for (const { description, media } of steps) {
      const words = strings[description.replaceAll('%', '')] ?? '';
      const links = [...words.matchAll(/\(command:([\w.]+)(?:\?%22(\w+)%22)?\)/g)];
      expect(links.length, words).toBeGreaterThan(0);
      for (const [, command, page] of links) {
        expect(commands.map((one) => one.command)).toContain(command);
        if (page !== undefined) expect(pages).toContain(page);
      }
      // The editor takes marks of italics and code only in pairs, and shows single ones as they are.
      expect(words.replaceAll(/__|``/g, '')).not.toMatch(/\B[_`]|[_`]\B/);
      expect(await read(media.markdown ?? '')).toMatch(/^# /);
    }
  });
});

describe('the colours of answers', () => {
  /** What VS Code's own themes draw text on. */
  const backgrounds = {
    light: '#ffffff',
    dark: '#1f1f1f',
    highContrast: '#000000',
    highContrastLight: '#ffffff',
  };

  it('are readable in all four themes', async () => {
    // Sound: the manifest of this project; a missing colour fails the count below.
    const manifest = JSON.parse(await read('package.json')) as {
      contributes: { colors: { id: string; defaults: typeof backgrounds }[] };
    };
    const { colors } = manifest.contributes;
    expect(colors.map(({ id }) => id)).toEqual(['attentionLab.right', 'attentionLab.wrong']);
    const ratios = colors.flatMap(({ defaults }) => [
      contrastRatio(rgbOf(defaults.light), rgbOf(backgrounds.light)),
      contrastRatio(rgbOf(defaults.dark), rgbOf(backgrounds.dark)),
      contrastRatio(rgbOf(defaults.highContrast), rgbOf(backgrounds.highContrast)),
      contrastRatio(rgbOf(defaults.highContrastLight), rgbOf(backgrounds.highContrastLight)),
    ]);
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(READABLE);
  });
});

function rgbOf(colour: string): Rgb {
  const part = (at: number) => parseInt(colour.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}
