/** The page's readings, from the moment that the page was there. */
import { stats } from '../state/page.ts';
import { FigureLog } from '../statistics/figures-file.ts';

export const figureLog = new FigureLog();
figureLog.follow(stats);
