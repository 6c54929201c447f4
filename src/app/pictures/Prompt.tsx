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

interface PromptProps {
  /** As models read it. */
  readonly text: string;
  /** The name of a picture where nothing beside it says what it is. */
  readonly alt?: string;
}

export function Prompt({ text, alt = '' }: PromptProps) {
  return isPicturePrompt(text) ? <Picture pixels={text} alt={alt} /> : text.replace(/=$/, '');
}
