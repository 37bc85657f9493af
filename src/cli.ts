/**
 * The command line: the verbs of the palette without an editor, as a process.
 */
import { runCommandLine } from './cli/commandLine';

process.setSourceMapsEnabled(true);
// Whoever reads only the first lines (`| head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
