/** A prompt wherever one is shown: its text, or its picture. */
import { isPicturePrompt } from '../../experiment/picture-tasks';
import { pictureUrl } from './bmp';
import styles from './prompt.module.css';

export interface PictureProps {
  readonly pixels: string;
  /** What it shows, for those who do not see it; empty where that is said beside it. */
  readonly alt?: string;
  readonly className?: string | undefined;
}

export const Picture = ({ pixels, alt = '', className = '' }: PictureProps) => (
  <img className={`${styles.picture} ${className}`} src={pictureUrl(pixels)} alt={alt} draggable={false} />
);

/** @param text of a prompt, as models read it */
export function Prompt({ text }: { readonly text: string }) {
  return isPicturePrompt(text) ? <Picture pixels={text} /> : text.replace(/=$/, '');
}
