/** A part of the page that a link can hide. */
import type { ReactNode } from 'react';
import type { HideablePart } from '../../experiment/presentation';
import { useHidden } from '../store/presentation/state';

export interface PartProps {
  readonly name: HideablePart;
  readonly children: ReactNode;
}

export function Part({ name, children }: PartProps) {
  return useHidden(name) ? null : children;
}
