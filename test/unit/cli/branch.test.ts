import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeCheckpoint } from '../../../src/model/checkpoints/checkpoint';
import { initialParameters } from '../../../src/model/initialise';
import { createModel } from '../../../src/model/transformer';
import { builtInVariant } from '../../../src/model/variants';
import { writeConfig } from '../../../src/runs/configFile';
import { RunFolder } from '../../../src/runs/runFolder';
import { cliHere } from '../../support/cli';
import { temporaryFolder } from '../../support/files';
import { LEAST_MODEL, runConfigOf } from '../../support/runConfigs';

it('says of a checkpoint without moments what begins anew, and how its branch is gone on with', async () => {
  const home = await temporaryFolder();
  const [run, out] = [new RunFolder(join(home, 'a')), join(home, 'b')];
  await run.create();
  await writeConfig(run, runConfigOf('finetune', { model: LEAST_MODEL }));
  const { parameters } = createModel(builtInVariant('rope'), LEAST_MODEL);
  await writeCheckpoint(run.checkpoint(1), {
    ...{ model: LEAST_MODEL, characters: ['□', '⁇', 'a'], tensors: initialParameters(parameters, 1) },
    progress: { step: 1, tokens: 0, seconds: 0 },
  });
  expect(await cliHere('branch', '--run', run.path, '--out', out)).toEqual({
    code: 0,
    stdout: `${out} stands at step 1. Go on with: attention-lab finetune --resume --out ${out}\n`,
    stderr:
      'warning: The checkpoint of step 1 holds weights only, so the optimizer’s moments start at zero.\n',
  });
});
