/**
 * ONNX Runtime's CUDA part, which its package leaves out for its size: 300 MB that only people with such a GPU want.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { text } from '../../files/foreign';

/** What ONNX Runtime 1.30's own installer offers, and for which computers: `script/install-metadata.js`. */
const OFFERED = { computer: 'linux-x64', name: 'cuda12', wants: 'CUDA 12 with cuDNN 9' };

const LIBRARY = 'libonnxruntime_providers_cuda.so';

/** Why ONNX Runtime cannot use CUDA here, with the command that mends it; undefined where its part is there. */
export function cudaProviderObstacle(): string | undefined {
  const here = `${process.platform}-${process.arch}`;
  if (here !== OFFERED.computer)
    return `ONNX Runtime's package has CUDA for ${OFFERED.computer} alone, and this is ${here}.`;
  const runtime = dirname(createRequire(__filename).resolve('onnxruntime-node/package.json'));
  const folder = join('bin', 'napi-v6', process.platform, process.arch);
  if (existsSync(join(runtime, folder, LIBRARY))) return undefined;
  const { version } = v.parse(
    v.object({ version: text }),
    JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8')),
  );
  const install = `npm install --prefix /tmp/ort onnxruntime-node@${version} --onnxruntime-node-install=${OFFERED.name}`;
  const copy = `cp /tmp/ort/node_modules/onnxruntime-node/${folder}/*providers* "${join(runtime, folder)}"`;
  return `${LIBRARY} is missing. It wants ${OFFERED.wants}; fetch it with: ${install} && ${copy}`;
}
