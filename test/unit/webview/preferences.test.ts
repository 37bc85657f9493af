import { describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES, type Preferences, parsePreferences } from '../../../webview/frame/preferences';

const CHANGED: Preferences = {
  axis: 'seconds',
  logX: true,
  logLoss: true,
  smoothing: 0,
  joinSeeds: true,
  grouping: 'words',
  headView: 'numbers',
  headColour: 'onName',
  headOver: 'file',
  headOrder: 'highest',
  headSection: 'rollout',
  theory: ['abc'],
};

describe('kept preferences', () => {
  it('are read as they were left', () => {
    expect(parsePreferences({ preferences: CHANGED })).toEqual(CHANGED);
    expect(parsePreferences({ preferences: DEFAULT_PREFERENCES })).toEqual(DEFAULT_PREFERENCES);
  });

  it.each([undefined, null, 'dark', {}, { preferences: null }, { preferences: 3 }, { preferences: [] }])(
    'fall back whole from %j',
    (state) => {
      expect(parsePreferences(state)).toEqual(DEFAULT_PREFERENCES);
    },
  );

  it('fall back one by one', () => {
    const wrong = {
      axis: 'parsecs',
      logX: 1,
      smoothing: 1,
      theory: 'abc',
      headView: 'film',
      headOver: 'book',
    };
    expect(parsePreferences({ preferences: { ...CHANGED, ...wrong } })).toEqual({
      ...CHANGED,
      axis: DEFAULT_PREFERENCES.axis,
      logX: DEFAULT_PREFERENCES.logX,
      smoothing: DEFAULT_PREFERENCES.smoothing,
      theory: [],
      headView: DEFAULT_PREFERENCES.headView,
      headOver: 'line',
    });
    expect(parsePreferences({ preferences: { theory: ['a', 7] } }).theory).toEqual(['a']);
    expect(parsePreferences({ preferences: { smoothing: NaN } }).smoothing).toBe(
      DEFAULT_PREFERENCES.smoothing,
    );
  });
});
