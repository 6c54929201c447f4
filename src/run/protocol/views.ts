/** Messages about views of pictures, for methods that compare them. */
import * as v from 'valibot';
import type { ViewedPicture } from '../../distill/dino/viewed';
import { listOf, Numbers, schemaFor, Text } from './schema';

export const ViewedPictureSchema = schemaFor<ViewedPicture>()(
  v.pipe(
    v.object({
      prompt: Text,
      views: listOf(
        v.pipe(v.object({ pixels: Text, teacher: v.nullable(Numbers), student: Numbers }), v.readonly()),
      ),
    }),
    v.readonly(),
  ),
);
