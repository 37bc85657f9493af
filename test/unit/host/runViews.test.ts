import { beforeEach, describe, expect, it } from 'vitest';
import { Problems } from '../../../src/host/problems';
import { describeRun, scoreOf } from '../../../src/host/views/describeRun';
import { Plans } from '../../../src/host/views/plans';
import { FIRST_ARRANGEMENT } from '../../../src/host/views/arrangedRuns';
import { RunStatusBar } from '../../../src/host/views/runStatusBar';
import { RunsTree } from '../../../src/host/views/runsTree';
import type { RunSummary } from '../../../src/runs/runSummary';
import { Disposable, editor, resetEditor } from '../../support/vscode';
import { SomeRuns, aRun } from './someRuns';

beforeEach(() => {
  resetEditor();
});

describe('a score', () => {
  it('says of how many, with its interval, or plainly where they are few', () => {
    expect(scoreOf(aRun({ status: { exactMatch: 0.62, correct: 62, asked: 100 } }))).toBe(
      '62.0\u00a0% (52\u00a0–\u00a071)',
    );
    const all = { exactMatch: 1, correct: 4, asked: 4 };
    expect(scoreOf(aRun({ status: all }))).toBe('4 of 4');
    // Of spans cut out of what is learned, nobody has asked anything.
    expect(scoreOf(aRun({ task: 'pretrain', status: all }))).toBe('spans 4 of 4');
  });

  it('comes first in lists', () => {
    const run = aRun({ status: { exactMatch: 1, correct: 4, asked: 4 } });
    expect(describeRun(run)).toBe('4 of 4 · finetuned rope · fast · 9 min');
    expect(describeRun(aRun({ task: 'pretrain' }))).toBe('rope · fast · 9 min');
  });
});

describe('the view of runs', () => {
  const tree = (...runs: readonly RunSummary[]) => new RunsTree(new SomeRuns(runs) as never, new Problems());

  it('puts the score before the name, which may be long', () => {
    const run = aRun({
      name: 'birthplaces-train-wiki-rope-2',
      status: { exactMatch: 0.25, correct: 1, asked: 4 },
    });
    const [node] = tree(run).getChildren();
    expect(node && tree().getTreeItem(node).label).toBe('1 of 4  birthplaces-train-wiki-rope-2');
  });

  it('groups the runs of an experiment where its newest stands', () => {
    const names = ['new', 'study/b', 'old', 'study/a'];
    const shown = tree(...names.map((name) => aRun({ name })));
    const nodes = shown.getChildren();
    expect(nodes.map(({ name }) => name)).toEqual(['new', 'study', 'old']);
    const [, study] = nodes;
    expect(shown.getChildren(study).map((node) => shown.getTreeItem(node).label)).toEqual(['b', 'a']);
    expect(study && shown.getTreeItem(study)).toMatchObject({ description: '2 runs', contextValue: 'group' });
  });

  it('puts runs that left another below it, and never a run below itself', () => {
    const left = (name: string, created: string, from?: string) => {
      const run = aRun({ name });
      const branch = from === undefined ? {} : { branch: { run: `/runs/${from}`, step: 40 } };
      return { ...run, config: { ...run.config, created, ...branch } };
    };
    const shown = tree(left('c', '3', 'b'), left('b', '2', 'a'), left('a', '1', 'c'), left('d', '4', 'gone'));
    expect(shown.getChildren().map(({ name }) => name)).toEqual(['d', 'a']);
    const [, a] = shown.getChildren();
    const [b] = shown.getChildren(a);
    expect(b?.name).toBe('b');
    expect(b && shown.getTreeItem(b)).toMatchObject({ description: 'from step 40  rope  9 min' });
    expect(shown.getChildren(b).map(({ name }) => name)).toEqual(['c']);
  });

  it('puts runs as people want it: by a figure, without groups, only those with some words', () => {
    const scored = (name: string, exactMatch: number) => aRun({ name, status: { exactMatch } });
    const starred = { ...scored('study/b', 0.5), label: { starred: true, note: 'keep' } };
    const shown = tree(scored('new', 0.25), starred, scored('old', 0.75), scored('study/a', 1));
    const names = () => shown.getChildren().map(({ name }) => name);
    shown.arrange({ ...FIRST_ARRANGEMENT, by: 'exactMatch' });
    expect(names()).toEqual(['study', 'old', 'new']);
    shown.arrange({ ...FIRST_ARRANGEMENT, by: 'exactMatch', turned: true, grouped: false });
    expect(names()).toEqual(['new', 'study/b', 'old', 'study/a']);
    shown.arrange({ ...FIRST_ARRANGEMENT, words: 'starred keep', grouped: false });
    const [only] = shown.getChildren();
    expect([names(), shown.count]).toEqual([['study/b'], 1]);
    expect(only && shown.getTreeItem(only).label).toBe('★ 50.0\u00a0%  study/b');
  });

  it('shows what a run folder says as text, not as links', () => {
    const [node] = tree(aRun({ status: { message: '[x](command:evil)' } })).getChildren();
    const tooltip = node && tree().getTreeItem(node).tooltip;
    expect(tooltip).toMatchObject({ isTrusted: undefined });
    expect(JSON.stringify(tooltip)).not.toContain('](');
  });
});

describe('the status bar', () => {
  const NO_SLURM = { inQueue: [], onDidChange: () => new Disposable(() => undefined) };
  const memory = new Map<string, unknown>();
  const plans = new Plans({
    get: <T>(key: string, otherwise?: T) => (memory.get(key) ?? otherwise) as T,
    update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
  });
  const running = (name: string, step: number) =>
    aRun({ name, state: 'running', status: { step, secondsLeft: 120 } });

  it('shows one run with the time left and the score', () => {
    const runs = new SomeRuns();
    const bar = new RunStatusBar(runs as never, plans, NO_SLURM);
    runs.become(running('wiki', 50));
    const [item] = editor.statusItems;
    expect(item).toMatchObject({ visible: true, text: '$(sync~spin) 50\u00a0%, 2 min left' });
    runs.become();
    expect(item?.visible).toBe(false);
    bar.dispose();
  });

  it('shows how far all runs of an experiment are, with those to come', async () => {
    await plans.add('/runs/study', 4);
    const runs = new SomeRuns();
    const bar = new RunStatusBar(runs as never, plans, NO_SLURM);
    runs.become(running('study/b', 50), aRun({ name: 'study/a' }));
    expect(editor.statusItems[0]?.text).toBe('$(sync~spin) 38\u00a0%, run 2 of 4');
    await plans.remove('/runs/study');
    runs.become(running('study/b', 50), aRun({ name: 'study/a' }));
    expect(editor.statusItems[0]?.text).toBe('$(sync~spin) 75\u00a0%, run 2 of 2');
    bar.dispose();
  });
});
