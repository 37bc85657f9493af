// @vitest-environment happy-dom
import { type TemplateResult, render } from 'lit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { html as markup } from '../../../src/charts/markup';
import { checkbox, dropdown, numberField, slider } from '../../../webview/frame/controls';
import { type Picture, pictureActions } from '../../../webview/frame/pictureActions';
import { currentTheme, onThemeChange, watchTheme } from '../../../webview/frame/theme';
import { page } from './page';

let filled = '';

beforeAll(() => {
  const context = {
    fillRect: () => undefined,
    getImageData: () => ({ data: [...Buffer.from(filled.slice(1), 'hex'), 255] }),
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
    set('vscode-dropdown', { value: 'a' });
    expect(chosen).toEqual(['b']);
    expect(find('vscode-dropdown').textContent).toMatch(/A\s*B/);
  });

  it('leaves an open list to who goes through it by keys, however often it is drawn, and is put right after', () => {
    const choices = [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ] as const;
    const list = (value: 'a' | 'b') => dropdown('List', choices, value, () => undefined);
    const place = draw(list('a'));
    const element = find('vscode-dropdown');
    Object.assign(element, { open: true, currentValue: 'b' });
    render(list('a'), place);
    expect(element).toMatchObject({ currentValue: 'b' });
    // Chosen, and not taken.
    set('vscode-dropdown', { open: false, value: 'b' });
    render(list('a'), place);
    expect(element).toMatchObject({ currentValue: 'a' });
    render(list('b'), place);
    expect(element).toMatchObject({ currentValue: 'b' });
  });

  it('leaves what is typed alone until it is done, and takes back what is no number of its range', () => {
    const told: unknown[] = [];
    const field = (value: number) =>
      numberField('Tokens', { least: 0, most: 9, step: 1 }, value, (typed) => told.push(typed));
    const place = draw(field(7));
    const input = find('input');
    Object.assign(input, { value: '70' });
    render(field(7), place);
    expect(input).toHaveProperty('value', '70');
    set('input', {});
    expect(input).toHaveProperty('value', '7');
    set('input', { value: '5' });
    render(field(5), place);
    expect(input).toHaveProperty('value', '5');
    // Nothing typed stands for a default, which is what there was.
    set('input', { value: '' });
    render(field(5), place);
    expect(input).toHaveProperty('value', '5');
    expect(told).toEqual([5, undefined]);
    render(field(8), place);
    expect(input).toHaveProperty('value', '8');
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
    for (const item of document.querySelectorAll<HTMLElement>('.menu button'))
      if (/SVG|CSV|JSON/.test(item.textContent)) item.click();
    expect(sent.slice(1)).toEqual([
      { kind: 'save', name: 'loss.svg', content: '<svg></svg>' },
      { kind: 'save', name: 'loss.csv', content: 'a,b' },
      { kind: 'save', name: 'loss.json', content: '{}' },
    ]);
  });

  it('offer what there is, and no more', () => {
    draw(pictureActions(page().state, { name: 'loss', csv: () => '' }));
    expect([...document.querySelectorAll('.menu button')].map((item) => item.textContent)).toEqual([
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
    find('.menu button:last-child').click();
    expect(details.open).toBe(false);
    details.open = true;
    details.dispatchEvent(new FocusEvent('focusout', { relatedTarget: find('.menu button') }));
    expect(details.open).toBe(true);
    details.dispatchEvent(new FocusEvent('focusout', { relatedTarget: document.body }));
    expect(details.open).toBe(false);
  });
});

describe('the theme', () => {
  beforeEach(() => {
    document.documentElement.style.setProperty('--vscode-editor-background', '#102030');
    document.documentElement.style.setProperty('--vscode-charts-blue', '#88aaff');
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
    expect(theme.series[0]).toEqual({ colour: '#88aaff', dash: [] });
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
