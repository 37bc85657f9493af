/**
 * The entry of the table of runs: a page of its own.
 */
import { html, render } from 'lit';
import type { FromRunsTable, ToRunsTable } from '../../src/processes/runsTableMessages';
import { registerControls } from '../frame/controls';
import { editorHost, reportBugs } from '../frame/host';
import './runsTable';

registerControls();
const root = document.getElementById('runsTable');
if (!root) throw new Error('The page has no place for the table.');
const host = editorHost<FromRunsTable, ToRunsTable>();
reportBugs(host);
render(html`<runs-table .host=${host}></runs-table>`, root);
