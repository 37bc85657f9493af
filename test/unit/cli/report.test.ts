import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { LookedAtLine } from '../../../src/answers/report/reportLines';
import { reportPage } from '../../../src/answers/report/reportPage';
import { RUN_FORMAT_VERSION, type RunConfig } from '../../../src/runs/runConfig';
import type { TrustReport } from '../../../src/answers/trust';
import { UserError } from '../../../src/files/userError';
import { MetricsCurve } from '../../../src/runs/metricsCurve';
import { readTrust } from '../../../src/answers/trustFile';
import { temporaryFolder } from '../../support/files';
import { row } from '../../support/metrics';
import { FULL_REPORT } from '../../support/trustReport';

const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '" onload="alert(1)',
  "' onload='alert(1)",
  '</title></style></svg><script>alert(1)</script>',
];

const config: RunConfig = {
  ...{
    version: RUN_FORMAT_VERSION,
    task: 'pretrain',
    created: 'today',
    preset: 'quick',
    seed: 1,
    device: 'auto',
  },
  model: {
    ...{ variant: 'rope', layers: 1, heads: 1, width: 4, contextLength: 16, vocabularySize: 3, dropout: 0 },
    ...{ bottleneck: 1, upMlpRatio: 4, latents: 'prefix' },
  },
  training: {
    optimizer: {
      ...{ kind: 'adamw', learningRate: 1, matrixLearningRate: 1, beta1: 0.9, beta2: 0.9 },
      ...{ epsilon: 1, weightDecay: 0, clipNorm: 1 },
    },
    schedule: { warmupTokens: 0, decayTokens: 0, floor: 0, afterDecay: 'hold' },
    ...{ steps: 1, batchRows: 1, microBatchRows: 1, evaluateEvery: 1, checkpointEvery: 1 },
  },
  corpus: { path: 'corpus.txt', bytes: 1, sha256: 'abc' },
};

const looked: LookedAtLine = {
  ...{ title: 'Line 1', characters: ['a', 'b'], seen: [0, 1], blocks: 1, heads: 1 },
  ...{ light: 'data:image/png;base64,AA', dark: 'data:image/png;base64,AA' },
};

const curve = new MetricsCurve();
for (const step of [1, 2, 3]) curve.add(row(step));

function pageOf(
  trust: TrustReport,
  { name = 'run', run = config, line = looked, wrongLines = 0 } = {},
): string {
  const metrics = { columns: curve.columns(), wrongLines };
  return reportPage({ runs: [{ name, config: run, metrics }], trust, lines: [line], created: new Date(0) });
}

/** Which elements and attributes a page has, as a browser reads it. */
function shapes(page: string): ReadonlySet<string> {
  const tags = page.matchAll(/<([!/]?[^\s>/]+)((?:\s+[^\s=>"']+(?:="[^"]*")?)*)\s*\/?>/g);
  return new Set(
    Array.from(tags, ([, name = '', attributes = '']) =>
      [name, ...Array.from(attributes.matchAll(/([^\s="]+)(?:="[^"]*")?/g), ([, key]) => key)].join(' '),
    ),
  );
}

const PLAIN = shapes(pageOf(FULL_REPORT));

/** Whatever is written into the page, it stays text. */
function expectHarmless(page: string): void {
  const more = [...shapes(page)].filter((shape) => !PLAIN.has(shape));
  expect(more).toEqual([]);
  expect(page.split('<').length - 1).toBe(page.match(/<[!/a-z]/g)?.length);
}

type Path = readonly (string | number)[];

/** Where a value of a type lies in a report. */
function pathsTo(type: 'string' | 'number' | 'boolean', value: unknown, at: Path = []): readonly Path[] {
  if (typeof value === type) return [at];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  // What lies between the first and the last of a list is like these.
  const some =
    Array.isArray(value) && entries.length > 2 ? [...entries.slice(0, 1), ...entries.slice(-1)] : entries;
  return some.flatMap(([key, inner]) => pathsTo(type, inner, [...at, key]));
}

/** A copy of a report with another value at one place. */
function changed(path: Path, value: unknown): TrustReport {
  const copy: unknown = JSON.parse(JSON.stringify(FULL_REPORT));
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), copy);
  Reflect.set(Object(holder), last, value);
  // Not sound, and meant so: a hostile file, as if nothing had checked it.
  return copy as TrustReport;
}

async function read(content: unknown): Promise<TrustReport | undefined> {
  const path = join(await temporaryFolder(), 'q.trust.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readTrust(path);
}

describe('a report', () => {
  it('keeps whatever stands in any field of a hostile trust report as text', () => {
    const attack = ATTACKS.join('');
    const fields = [...pathsTo('string', FULL_REPORT), ...pathsTo('number', FULL_REPORT)];
    expect(fields.length).toBeGreaterThan(150);
    for (const path of fields) {
      let page = '';
      try {
        page = pageOf(changed(path, attack));
      } catch (error) {
        // Text is no number: a TypeError makes no page.
        expect(error).toBeInstanceOf(TypeError);
        continue;
      }
      expectHarmless(page);
    }
  });

  it.each(ATTACKS)('keeps %s in names, settings and texts as text', (attack) => {
    const run = {
      ...config,
      ...{ created: attack, preset: attack, model: { ...config.model, variant: attack } },
      corpus: { path: attack, bytes: 1, sha256: attack },
    };
    const line = { ...looked, title: attack, characters: [attack, attack], seen: [0, 0.5] };
    const page = pageOf(FULL_REPORT, { name: attack, run, line });
    expectHarmless(page);
    expect(pageOf(FULL_REPORT, { name: '<b>' })).toContain('<h1>&lt;b&gt;</h1>');
  });

  it('may load nothing, run nothing, and has its own style alone', () => {
    const page = pageOf(FULL_REPORT);
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)" ?\/?>/.exec(page)?.[1] ?? '';
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
    // The policy would forbid these.
    expect(page).not.toMatch(/ style="|<script/);
  });

  it('says when lines of its metrics were left out', () => {
    expect(pageOf(FULL_REPORT)).not.toContain('left out');
    expect(pageOf(FULL_REPORT, { wrongLines: 2 })).toContain(
      '2 lines of metrics.jsonl could not be read as metrics and are left out.',
    );
  });
});

describe('a trust report', () => {
  it('is read as it was written', async () => {
    expect(await read(FULL_REPORT)).toEqual(FULL_REPORT);
  });

  it('is refused in a sentence when a number is none', async () => {
    for (const path of pathsTo('number', FULL_REPORT).filter(([key]) => key !== 'version')) {
      await expect(read(changed(path, '<b>1</b>'))).rejects.toThrow(
        `q.trust.json is not a trust report at '${path.join('.')}': `,
      );
      await expect(read(changed(path, null))).rejects.toThrow(UserError);
      const infinite = JSON.stringify(changed(path, 'INFINITE')).replace('"INFINITE"', '1e999');
      await expect(read(infinite)).rejects.toThrow(UserError);
    }
  });

  it('is refused when text is none, and when a verdict or a measure is not known', async () => {
    for (const path of [...pathsTo('string', FULL_REPORT), ...pathsTo('boolean', FULL_REPORT)]) {
      await expect(read(changed(path, { toString: 1 }))).rejects.toThrow(UserError);
    }
    await expect(read(changed(['lines', 0, 'verdict'], '<script>'))).rejects.toThrow(/at 'lines.0.verdict'/);
    await expect(read(changed(['measures', 0, 'measure'], '<b>'))).rejects.toThrow(/at 'measures.0.measure'/);
    const long = read(changed(['lines', 0, 'verdict'], 'x'.repeat(10_000)));
    await expect(long).rejects.toThrow(/^.{1,500}$/);
  });

  it('is refused where its lists are longer than any of ours', async () => {
    const steps = Array.from({ length: 200_000 }, () => 1);
    await expect(read(changed(['measures', 0, 'histogram', 'right'], steps))).rejects.toThrow(
      /histogram.right/,
    );
  });

  it.each(['null', '[]', '{}', '"x"', '{"version":"1"}', '{"version":1}'])(
    'is refused when it is %s',
    async (content) => {
      await expect(read(content)).rejects.toThrow(/is not a trust report at/);
    },
  );

  it('is refused when it is no JSON, or no file', async () => {
    await expect(read('{')).rejects.toThrow(/is not valid JSON/);
    await expect(readTrust(await temporaryFolder())).rejects.toThrow(/it is a folder, not a file/);
  });
});
