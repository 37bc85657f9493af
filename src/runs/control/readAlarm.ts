/**
 * Reads alarms that people write: `flat=200:pause`, `nan:stop`, `accuracy=0.9:notify`, `flat:off`.
 */
import * as v from 'valibot';
import { UserError } from '../../files/userError';
import { ALARM_ACTIONS, type AlarmCondition, type ControlRequest, alarm } from './request';

/** The names of conditions as they are written. */
const NAMES = {
  nan: 'nan',
  flat: 'flat',
  accuracy: 'accuracy',
  'exact-match': 'exactMatch',
} as const satisfies Record<string, AlarmCondition>;

/** A condition as it is written. */
export type AlarmName = keyof typeof NAMES;

// Sound: they are the table's names.
/** All of them. */
export const ALARMS = Object.keys(NAMES) as readonly AlarmName[];

/** How an alarm is written. */
export const ALARM_FORM =
  'nan, flat=STEPS, accuracy=SHARE or exact-match=SHARE, then :notify, :pause, :stop or :off';

const FORM = /^(?<name>[^=:]*)(?:=(?<value>[^:]*))?:(?<action>.*)$/s;

/**
 * The request that some words make.
 *
 * @throws UserError when they make none.
 */
export function readAlarm(words: string): ControlRequest {
  const { name = '', value = '', action = '' } = FORM.exec(words)?.groups ?? {};
  if (!isName(name)) throw new UserError(`'${words}' is no alarm. Say ${ALARM_FORM}.`);
  const when = NAMES[name];
  if (action === 'off') return { kind: 'alarmOff', when };
  if (!ALARM_ACTIONS.some((known) => known === action))
    throw new UserError(`'${action}' is nothing that an alarm does. Say ${ALARM_ACTIONS.join(', ')} or off.`);
  if (when === 'nan' && value !== '') throw new UserError('The alarm nan takes no value.');
  const number = value.endsWith('%') ? Number(value.slice(0, -1)) / 100 : Number(value.trim() || NaN);
  if (when !== 'nan' && Number.isNaN(number))
    throw new UserError(`The alarm ${name} needs a number: ${when === 'flat' ? 'flat=200' : `${name}=0.9`}.`);
  const result = v.safeParse(alarm, {
    when,
    action,
    ...(when === 'flat' ? { steps: number } : { share: number }),
  });
  if (!result.success) throw new UserError(`The alarm ${name} cannot be that: ${result.issues[0].message}.`);
  return { kind: 'alarm', alarm: result.output };
}

/** The condition of a name. */
export function whenOf(name: AlarmName): AlarmCondition {
  return NAMES[name];
}

function isName(name: string): name is AlarmName {
  return Object.hasOwn(NAMES, name);
}
