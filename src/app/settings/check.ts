/** Whether a typed number will do; the reason when it will not. */
import type { NumberField } from '../../experiment/fields';
import type { Translate } from '../text/text';

export type Checked = { readonly value: number } | { readonly problem: string };

/** @param typed text in the box */
export function checkNumber(field: NumberField, typed: string, t: Translate): Checked {
  const text = typed.trim().replace(',', '.');
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) return { problem: t('settings.number') };
  if (field.kind === 'integer' && !Number.isInteger(value)) return { problem: t('settings.integer') };
  if (value < field.min || value > field.max) {
    return { problem: t('settings.between', { min: field.min, max: field.max }) };
  }
  return { value };
}
