/**
 * All tasks, from plain to hard.
 */
import { addition } from './kinds/addition';
import { brackets } from './kinds/brackets';
import { markov } from './kinds/markov';
import { modular } from './kinds/modular';
import { people } from './kinds/people';
import { recall } from './kinds/recall';
import { repeat } from './kinds/repeat';
import { sort } from './kinds/sort';
import { text } from './kinds/text';
import type { Task, TaskName } from './task';

const TASKS: Readonly<Record<TaskName, Task>> = {
  sort,
  addition,
  repeat,
  recall,
  brackets,
  modular,
  markov,
  text,
  people,
};

/** In the order of lists. */
export const ALL_TASKS: readonly Task[] = Object.values(TASKS);

/** The task of a name. */
export function taskOf(name: TaskName): Task {
  return TASKS[name];
}
