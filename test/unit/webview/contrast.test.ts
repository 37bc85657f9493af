/**
 * The panel's colours can be read in VS Code's own themes; the values are those that VS Code 1.100 gives to a page.
 */
import { describe, expect, it } from 'vitest';
import type { Rgb } from '../../../src/charts/colourScale';
import { READABLE, contrastRatio, inkOn, readableOn } from '../../../webview/frame/contrast';

const THEMES = {
  'Light Modern': ['#ffffff', '#1a85ff #d18616 #388a34 #652d90 #bf8803 #e51400 #f85149 #3b3b3b'],
  'Dark Modern': ['#1f1f1f', '#3794ff #d18616 #89d185 #b180d7 #cca700 #f14c4c #f85149 #9d9d9d'],
  'Dark High Contrast': ['#000000', '#3794ff #ab5a00 #89d185 #b180d7 #ffd370 #f48771 #f48771 #b3b3b3'],
  'Light High Contrast': ['#ffffff', '#1a85ff #0f4a85 #374e06 #652d90 #895503 #b5200d #b5200d #696969'],
} as const;

function rgb(hex: string): Rgb {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

describe('the contrast of two colours', () => {
  it('is what WCAG says', () => {
    expect(contrastRatio([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 6);
    expect(contrastRatio([255, 255, 255], [255, 255, 255])).toBe(1);
    // The grey that is just readable on white, in every guide to WCAG.
    expect(contrastRatio(rgb('#767676'), rgb('#ffffff'))).toBeCloseTo(4.54, 2);
  });
});

describe('black and white letters', () => {
  it('can be read on every shade', () => {
    for (let grey = 0; grey < 256; grey++) {
      const shade: Rgb = [grey, grey, grey];
      expect(contrastRatio(shade, rgb(inkOn(shade))), String(grey)).toBeGreaterThanOrEqual(READABLE);
    }
  });
});

describe('colours of signs and series', () => {
  for (const [theme, [background, colours]] of Object.entries(THEMES)) {
    it(`can be read in ${theme}`, () => {
      const ground = rgb(background);
      for (const colour of colours.split(' '))
        expect(contrastRatio(readableOn(ground, rgb(colour)), ground), colour).toBeGreaterThanOrEqual(
          READABLE,
        );
    });
  }

  it('could not in the light theme as they are', () => {
    const white = rgb('#ffffff');
    const poor = THEMES['Light Modern'][1]
      .split(' ')
      .filter((colour) => contrastRatio(rgb(colour), white) < READABLE);
    expect(poor).toEqual(expect.arrayContaining(['#388a34', '#f85149']));
  });

  it('stay as they are where they can be read', () => {
    expect(readableOn(rgb('#1f1f1f'), rgb('#89d185'))).toEqual(rgb('#89d185'));
  });
});
