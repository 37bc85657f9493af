// @vitest-environment happy-dom
import { type TemplateResult, render } from 'lit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { html as markup } from '../../../src/charts/markup';
import { checkbox, dropdown, slider, tabs } from '../../../webview/frame/controls';
import { type Picture, pictureActions } from '../../../webview/frame/pictureActions';
import { currentTheme, onThemeChange, watchTheme } from '../../../webview/frame/theme';
import { page } from './page';

let filled = '';

beforeAll(() => {
  const context = {
    fillRect: () => undefined,
    getImageData: () => ({ data: filled === '#102030' ? [16, 32, 48, 255] : [255, 255, 255, 255] }),
    set fillStyle(colour: string) {
      filled = colour;
    },
  };
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => context;
    },
  );
});
afterAll(() => {
  vi.unstubAllGlobals();
});
afterEach(() => {
  document.body.replaceChildren();
});

function draw(template: TemplateResult): HTMLElement {
  const place = document.body.appendChild(document.createElement('div'));
  render(template, place);
  return place;
}

function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

/** As if a person had set a control. */
function set(selector: string, values: Readonly<Record<string, unknown>>, event = 'change'): void {
  Object.assign(find(selector), values).dispatchEvent(new Event(event));
}

describe('a control', () => {
  it('tells what is chosen, of what there is', () => {
    const chosen: string[] = [];
    const choices = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ] as const;
    draw(dropdown('List', choices, 'a', (value) => chosen.push(value)));
    set('vscode-dropdown', { value: 'b' });
    set('vscode-dropdown', { value: 'c' });
    expect(chosen).toEqual(['b']);
    expect(find('vscode-dropdown').textContent).toMatch(/A\s*B/);
  });

  it('tells whether it is on', () => {
    const told: boolean[] = [];
    draw(checkbox('log x', false, (on) => told.push(on)));
    set('vscode-checkbox', { checked: true });
    expect(told).toEqual([true]);
  });

  it('tells its number, and says it in words', () => {
    const told: number[] = [];
    draw(slider('step', { least: 0, most: 9, step: 1, text: 'now' }, 9, (value) => told.push(value)));
    expect(find('input').getAttribute('aria-valuetext')).toBe('now');
    set('input', { value: '4' }, 'input');
    expect(told).toEqual([4]);
  });

  it('turns to another page, and draws no other', () => {
    const turned: string[] = [];
    const pages = (['one', 'two'] as const).map((name) => ({
      name,
      title: name,
      content: () => checkbox(`on ${name}`, false, () => undefined),
    }));
    draw(tabs(pages, 'one', (name) => turned.push(name)));
    expect(document.querySelectorAll('vscode-checkbox')).toHaveLength(1);
    set('vscode-panels', { activeid: 'tab-one' });
    set('vscode-panels', { activeid: 'tab-two' });
    set('vscode-panels', { activeid: 'tab-three' });
    expect(turned).toEqual(['two']);
  });
});

describe('the actions of a picture', () => {
  const PICTURE: Picture = {
    name: 'loss',
    svg: () => ({ markup: markup`<svg></svg>`, width: 1, height: 1 }),
    csv: () => 'a,b',
    json: () => '{}',
  };

  it('save what it shows, under its name', () => {
    const { state, sent } = page();
    draw(pictureActions(state, PICTURE));
    for (const item of document.querySelectorAll<HTMLElement>('[role=menuitem]'))
      if (/SVG|CSV|JSON/.test(item.textContent)) item.click();
    expect(sent.slice(1)).toEqual([
      { kind: 'save', name: 'loss.svg', content: '<svg></svg>' },
      { kind: 'save', name: 'loss.csv', content: 'a,b' },
      { kind: 'save', name: 'loss.json', content: '{}' },
    ]);
  });

  it('offer what there is, and no more', () => {
    draw(pictureActions(page().state, { name: 'loss', csv: () => '' }));
    expect([...document.querySelectorAll('[role=menuitem]')].map((item) => item.textContent)).toEqual([
      'Save data as CSV…',
    ]);
    expect(document.querySelector('button.icon')).toBeNull();
  });

  it('enlarge it, and make it smaller again', () => {
    let enlarged = 0;
    const onEnlarge = () => enlarged++;
    draw(pictureActions(page().state, { ...PICTURE, onEnlarge }));
    expect(find('button.icon').title).toBe('Enlarge');
    find('button.icon').click();
    expect(enlarged).toBe(1);
    document.body.replaceChildren();
    draw(pictureActions(page().state, { ...PICTURE, onEnlarge, enlarged: true }));
    expect(find('button.icon').title).toBe('Make smaller');
  });

  it('close when one has been taken, and when they are left', () => {
    draw(pictureActions(page().state, PICTURE));
    // Sound: the selector names the element.
    const details = find('details') as HTMLDetailsElement;
    details.open = true;
    find('[role=menuitem]:last-child').click();
    expect(details.open).toBe(false);
    details.open = true;
    details.dispatchEvent(new FocusEvent('focusout', { relatedTarget: find('[role=menuitem]') }));
    expect(details.open).toBe(true);
    details.dispatchEvent(new FocusEvent('focusout', { relatedTarget: document.body }));
    expect(details.open).toBe(false);
  });

  it('save a canvas on the editor’s background', async () => {
    const { state, sent } = page();
    const canvas = document.createElement('canvas');
    const painted = { fillRect: () => undefined, drawImage: () => undefined };
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(painted as never);
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => {
      done(new Blob([Uint8Array.of(1, 2)]));
    });
    draw(pictureActions(state, { name: 'head', canvas: () => canvas }));
    const items = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
    items.find(({ textContent }) => textContent.includes('PNG'))?.click();
    await vi.waitFor(() => {
      expect(sent.at(-1)).toEqual({ kind: 'save', name: 'head.png', content: Uint8Array.of(1, 2) });
    });
    vi.spyOn(navigator.clipboard, 'write').mockRejectedValue(new Error('not allowed'));
    // Where the clipboard is not to be had, a file serves as well.
    items.find(({ textContent }) => textContent.includes('Copy'))?.click();
    await vi.waitFor(() => {
      expect(sent).toHaveLength(3);
    });
    vi.restoreAllMocks();
  });
});

describe('the theme', () => {
  beforeEach(() => {
    document.documentElement.style.setProperty('--vscode-editor-background', '#102030');
    document.documentElement.style.setProperty('--vscode-charts-blue', '#0000ff');
  });

  it('is the editor’s, read again when that changes', async () => {
    watchTheme();
    let changes = 0;
    const end = onThemeChange(() => changes++);
    document.documentElement.style.setProperty('--vscode-focusBorder', '#123456');
    await vi.waitFor(() => {
      expect(changes).toBeGreaterThan(0);
    });
    end();
    const theme = currentTheme();
    expect(currentTheme()).toBe(theme);
    expect(theme).toMatchObject({ background: [16, 32, 48], focus: '#123456', fontFamily: 'sans-serif' });
    expect(theme.series[0]).toEqual({ colour: '#0000ff', dash: [] });
    expect(theme.scale(0).map(Math.round)).toEqual([16, 32, 48]);
  });

  it('of high contrast draws its lines weaker than its words', async () => {
    watchTheme();
    const plain = currentTheme().line;
    document.body.classList.add('vscode-high-contrast');
    await vi.waitFor(() => {
      expect(currentTheme().line).not.toBe(plain);
    });
    document.body.classList.remove('vscode-high-contrast');
  });
});
