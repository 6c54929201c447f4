/** One model's map, with the choice of its layer and head. */
import { useId } from 'react';
import type { AttentionMaps } from '../../run/protocol';
import type { MapChoice } from '../store/attention/state';
import { chooseHead, chooseLayer, type Reader } from '../store/attention/state';
import { useT } from '../text/all-text';
import styles from './attention.module.css';
import { HeatMap, type HeatMapProps } from './HeatMap';

export interface ModelMapProps extends Omit<HeatMapProps, 'name'> {
  readonly reader: Reader;
  readonly maps: AttentionMaps;
  readonly choice: MapChoice;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export function ModelMap({ reader, maps, choice, ...shown }: ModelMapProps) {
  const t = useT();
  const id = useId();
  const name = t(`inspector.${reader}`);
  const { layers, heads } = maps;
  return (
    <figure className={styles.map} aria-label={t('attention.mapOf', { model: name })}>
      <h3 className={`model-name ${reader}`}>{name}</h3>
      <div className={styles.choices}>
        <label htmlFor={`${id}-layer`}>{t('attention.layer')}</label>
        <select
          id={`${id}-layer`}
          className="box"
          value={choice.layer}
          onChange={(event) => chooseLayer(reader, Number(event.currentTarget.value))}
        >
          {upTo(layers).map((layer) => (
            <option key={layer} value={layer}>
              {t('attention.of', { one: layer + 1, all: layers })}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-head`}>{t('attention.head')}</label>
        <select
          id={`${id}-head`}
          className="box"
          value={choice.head}
          onChange={({ currentTarget: { value } }) =>
            chooseHead(reader, value === 'mean' ? 'mean' : Number(value))
          }
        >
          <option value="mean">{t('attention.mean', { heads })}</option>
          {upTo(heads).map((head) => (
            <option key={head} value={head}>
              {t('attention.of', { one: head + 1, all: heads })}
            </option>
          ))}
        </select>
      </div>
      <HeatMap {...shown} name={t('attention.rowOf', { model: name })} />
    </figure>
  );
}
