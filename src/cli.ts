/**
 * The command line: the verbs of the palette without an editor, as a process.
 */
import { runCommandLine } from './cli/commandLine';

process.setSourceMapsEnabled(true);
// Whoever reads only the first lines (`| head`), or closes the terminal, has hung up: that is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    if (!process.emit('SIGHUP', 'SIGHUP')) process.exit();
  });
void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
