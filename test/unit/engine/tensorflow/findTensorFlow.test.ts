import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIBRARIES, findTensorFlow } from '../../../../src/engine/tensorflow/findTensorFlow';
import { temporaryFolder } from '../../../support/files';

/** A folder with TensorFlow's libraries, or some of them. */
async function libraries(names: readonly string[] = LIBRARIES): Promise<string> {
  const folder = join(await temporaryFolder(), 'tensorflow');
  await mkdir(folder);
  for (const name of names) await writeFile(join(folder, name), '');
  return folder;
}

/** An environment of Python whose program answers this. */
async function pythonThatSays(answer: string): Promise<string> {
  const folder = await temporaryFolder();
  const program = join(folder, 'bin', 'python');
  await mkdir(dirname(program));
  await writeFile(program, `#!/bin/sh\necho '${answer}'\n`);
  await chmod(program, 0o755);
  return folder;
}

function packageIn(folder: string, version = '2.21.0'): Promise<string> {
  return pythonThatSays(JSON.stringify({ folder, version }));
}

describe.skipIf(process.platform === 'win32')('TensorFlow is found', () => {
  it('in the folder that was named, before all others', async () => {
    const named = await libraries();
    const other = await packageIn(await libraries());
    const env = { ATTENTION_LAB_TENSORFLOW: named, VIRTUAL_ENV: other };
    expect(findTensorFlow(true, env)).toEqual({ folder: named });
  });

  it('in the Python of the editor, before that of the terminal and of Conda', async () => {
    const [editor, terminal, conda] = [await libraries(), await libraries(), await libraries()];
    const env = {
      ATTENTION_LAB_PYTHON: join(await packageIn(editor), 'bin', 'python'),
      VIRTUAL_ENV: await packageIn(terminal),
      CONDA_PREFIX: await packageIn(conda),
    };
    expect(findTensorFlow(true, env)).toMatchObject({ folder: editor, version: '2.21.0' });
    expect(findTensorFlow(true, { ...env, ATTENTION_LAB_PYTHON: '' }).folder).toBe(terminal);
  });

  it('in the next Python where one has none', async () => {
    const folder = await libraries();
    const env = { VIRTUAL_ENV: await pythonThatSays(''), CONDA_PREFIX: await packageIn(folder) };
    expect(findTensorFlow(true, env).folder).toBe(folder);
  });
});

describe.skipIf(process.platform === 'win32')('it is said what is missing', () => {
  it('where no Python has it, with the command that installs it', async () => {
    const python = await pythonThatSays('');
    expect(() => findTensorFlow(true, { VIRTUAL_ENV: python })).toThrow(
      `TensorFlow was not found (no package of ${python}/bin/python). Install it with: ${python}/bin/python -m pip ` +
        'install "tensorflow[and-cuda]"; or name its folder in the setting attentionLab.tensorflow (on the command ' +
        'line, in ATTENTION_LAB_TENSORFLOW).',
    );
  });

  it('without CUDA, where it computes on the processor', async () => {
    const python = await pythonThatSays('');
    expect(() => findTensorFlow(false, { VIRTUAL_ENV: python })).toThrow(
      `Install it with: ${python}/bin/python -m pip install tensorflow; or`,
    );
  });

  it('where the named folder is not one of TensorFlow', async () => {
    const folder = await temporaryFolder();
    expect(() => findTensorFlow(true, { ATTENTION_LAB_TENSORFLOW: folder })).toThrow(
      `${folder} has no libtensorflow_framework.so.2. Name the folder that holds it`,
    );
  });

  it('where the package is too old', async () => {
    const folder = await libraries(['libtensorflow_framework.so.2']);
    const env = { VIRTUAL_ENV: await packageIn(folder, '2.9.1') };
    expect(() => findTensorFlow(true, env)).toThrow(
      /TensorFlow 2\.9\.1 in .* has no libtensorflow_cc\.so\.2\. .* since 2\.15: .* --upgrade "tensorflow\[and-cuda\]"/,
    );
  });
});
