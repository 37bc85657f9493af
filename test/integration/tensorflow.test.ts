/**
 * TensorFlow.js on the TensorFlow of a person, by the binding that is built when the extension is packed.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { TENSORFLOW } from '../../src/engine/tensorflow/environment';
import { startCli } from '../support/cli';
import { missingStudyFiles, studyFile, temporaryFolder } from '../support/files';

const root = join(__dirname, '..', '..');

/** Where `.ci/testRequirements.mjs` puts TensorFlow's libraries, from the Python package index where it is reached. */
const folder = join(root, 'test/e2e/.cache/tensorflow');

const built = existsSync(join(root, 'dist/tensorflow/tfjs_binding.node'));

/** No failure in CI: the package is 270 MB, which not every machine can have in time. */
const obstacle = [
  [built, 'the binding could not be built (no C++ compiler)'] as const,
  [existsSync(join(folder, 'libtensorflow_cc.so.2')), 'TensorFlow could not be downloaded'] as const,
].find(([there]) => !there)?.[1];

describe.skipIf(missingStudyFiles ?? obstacle)(`tfjs-node ${missingStudyFiles ?? obstacle ?? ''}`, () => {
  it('computes PyTorch’s numbers for all four variants, and prints nothing of TensorFlow’s', async () => {
    const args = [join(root, 'dist/parity.js'), studyFile('parity'), '--device', 'tfjs-node'];
    const env = { ...process.env, [TENSORFLOW]: folder };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
    expect(stdout.match(/tfjs-node .* passed/g)).toHaveLength(4);
    expect(stderr).toBe('');
  });
});

describe.skipIf(obstacle)(`memory on tfjs-node ${obstacle ?? ''}`, () => {
  it('does not grow from step to step', async () => {
    // A thousand of them take half a minute on two idle cores; a tensor a step shows after a hundred as well.
    const args = [join(root, 'dist/tensors.js'), 'tfjs-node', '100'];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, [TENSORFLOW]: folder },
    });
    // Sound: the program's own form.
    const [early, late] = JSON.parse(stdout) as { tensors: number; bytes: number; resident: number }[];
    expect(late).toMatchObject({ tensors: early?.tensors, bytes: early?.bytes });
    expect((late?.resident ?? NaN) - (early?.resident ?? NaN)).toBeLessThan(100e6);
  });
});

describe.skipIf(process.platform !== 'linux')('what is missing is listed', () => {
  it('with the command that installs it, where there is an NVIDIA GPU', async () => {
    const programs = await temporaryFolder();
    const smi = join(programs, 'nvidia-smi');
    await writeFile(
      smi,
      '#!/bin/sh\n[ -n "$1" ] && echo "NVIDIA H200, 143771, 550.54" || echo "CUDA Version: 12.4"\n',
    );
    await chmod(smi, 0o755);
    const { stdout } = await startCli(['tensorflow'], {
      PATH: programs,
      VIRTUAL_ENV: '',
      CONDA_PREFIX: '',
      [TENSORFLOW]: '',
    }).ended;
    expect(stdout).toMatch(
      /● GPU: NVIDIA H200, 150\.8.GB\n● Driver: 550.54, for CUDA up to 12.4\n○ TensorFlow was not/,
    );
    expect(stdout).toMatch('To install what is missing: python3 -m pip install "tensorflow[and-cuda]"');
  });
});

describe.skipIf(!built)('a TensorFlow that cannot be loaded', () => {
  const trying = async (content: Uint8Array) => {
    const broken = await temporaryFolder();
    for (const name of ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2'])
      await writeFile(join(broken, name), content);
    const { stdout } = await startCli(['probe-device', 'tfjs-node'], { [TENSORFLOW]: broken }).ended;
    return stdout;
  };

  /** The head of an ELF file for a machine (62 is x86-64, 183 is ARM), and nothing behind it. */
  const headFor = (machine: number) => {
    const head = Buffer.alloc(64);
    head.write('\x7fELF\x02\x01\x01');
    head.writeUInt16LE(3, 16);
    head.writeUInt16LE(machine, 18);
    return head;
  };

  it('is for another machine', async () => {
    const other = process.arch === 'x64' ? { machine: 183, name: 'arm64' } : { machine: 62, name: 'x64' };
    expect(await trying(headFor(other.machine))).toMatch(
      `is for ${other.name}, and this is ${process.arch}.`,
    );
  });

  it('is damaged', async () => {
    expect(await trying(headFor(process.arch === 'x64' ? 62 : 183))).toMatch(
      /TensorFlow in .* cannot be loaded.* mend it with: .*pip install/,
    );
  });
});
