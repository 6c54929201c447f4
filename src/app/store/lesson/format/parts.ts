/** Parts of the page that a lesson can point at: elements with `data-part`. */
import { FIELD_NAMES, type FieldName } from '../../../../experiment/fields';

export const PAGE_PARTS = [
  'controls',
  'figures',
  'settings',
  'strip',
  'chart.loss',
  'chart.acceptance',
  'chart.score',
  'chart.positions',
  'token',
  'try',
  'held-out',
  'measures',
  'compare',
] as const;
export type PagePart = (typeof PAGE_PARTS)[number];

/** The control of a setting. */
export type SettingPart = `setting.${FieldName}`;
export type PartName = PagePart | SettingPart;

export const SETTING_PARTS: readonly SettingPart[] = FIELD_NAMES.map((name) => `setting.${name}` as const);

export const PART_NAMES: readonly PartName[] = [...PAGE_PARTS, ...SETTING_PARTS];
