/** How much larger than on the page the letters of a chart are drawn: a projector is read from the back row. */
import { createContext } from 'react';

export const ChartScale = createContext(1);
