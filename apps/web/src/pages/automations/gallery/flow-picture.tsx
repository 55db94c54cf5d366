import './recipe-words';

import type { Flow, FlowBox } from '../../../api/recipes';
import { t } from '../../../messages';
import { iconOf } from '../step-words';
import classes from './gallery.module.css';

/** Pixels: of a box, and from one box to the next. */
interface Measures {
  width: number;
  height: number;
  across: number;
  down: number;
}

const SMALL: Measures = { width: 30, height: 16, across: 40, down: 26 };
const LARGE: Measures = { width: 168, height: 58, across: 190, down: 92 };
const MARGIN = 2;

const QUESTIONS = new Set(['branch', 'wait_for']);

function kindOf(type: string): string {
  if (type === 'trigger' || type === 'send_email') return type;
  return QUESTIONS.has(type) ? 'question' : 'other';
}

function placeOf({ row, column }: FlowBox, { across, down }: Measures): { x: number; y: number } {
  return { x: MARGIN + column * across, y: MARGIN + row * down };
}

/** From the bottom of one box to the top of another, with one bend half-way above the other. */
function pathOf(from: FlowBox, to: FlowBox, measures: Measures): string {
  const { width, height, down } = measures;
  const [start, end] = [placeOf(from, measures), placeOf(to, measures)];
  const [x1, y1, x2, y2] = [start.x + width / 2, start.y + height, end.x + width / 2, end.y];
  const bend = from.row + 1 === to.row ? (y1 + y2) / 2 : y2 - (down - height) / 2;
  return `M ${x1} ${y1} V ${bend} H ${x2} V ${y2}`;
}

interface LineProps {
  from: FlowBox;
  to: FlowBox;
  label: string;
  measures: Measures;
  words: boolean;
}

function Line({ from, to, label, measures, words }: LineProps) {
  const start = placeOf(from, measures);
  const aside = to.column > from.column;
  return (
    <g>
      <path d={pathOf(from, to, measures)} className={classes['line'] ?? ''} />
      {words && label !== '' && (
        <text
          x={start.x + measures.width / 2 + (aside ? 34 : 8)}
          y={start.y + measures.height + (aside ? 11 : 27)}
          className={classes['way'] ?? ''}
        >
          {label === 'yes' ? t('recipes.yes') : t('recipes.no')}
        </text>
      )}
    </g>
  );
}

function Box({ box, measures, words }: { box: FlowBox; measures: Measures; words: boolean }) {
  const { x, y } = placeOf(box, measures);
  const { width, height } = measures;
  const Picture = iconOf(box.type);
  return (
    <g data-kind={kindOf(box.type)} className={classes['box'] ?? ''}>
      <rect x={x} y={y} width={width} height={height} rx={words ? 8 : 4} />
      {words && (
        <foreignObject x={x} y={y} width={width} height={height}>
          <div className={classes['boxWords']}>
            <Picture size={15} aria-hidden />
            <span>{box.label}</span>
          </div>
        </foreignObject>
      )}
    </g>
  );
}

/** The steps of a recipe as a picture: small for a card, large with words. */
export function FlowPicture({ flow, words = false }: { flow: Flow; words?: boolean }) {
  const measures = words ? LARGE : SMALL;
  const boxes = new Map(flow.boxes.map((box) => [box.id, box]));
  const size = (of: 'row' | 'column') => Math.max(0, ...flow.boxes.map((box) => box[of]));
  const width = MARGIN * 2 + size('column') * measures.across + measures.width;
  const height = MARGIN * 2 + size('row') * measures.down + measures.height;
  const label = t('recipes.picture', { steps: flow.boxes.map((box) => box.label).join(', ') });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className={classes['picture'] ?? ''}
    >
      {flow.lines.map(({ from, to, label: way }) => {
        const [start, end] = [boxes.get(from), boxes.get(to)];
        return (
          start &&
          end && (
            <Line key={`${from} ${to} ${way}`} from={start} to={end} label={way} measures={measures} words={words} />
          )
        );
      })}
      {flow.boxes.map((box) => (
        <Box key={box.id} box={box} measures={measures} words={words} />
      ))}
    </svg>
  );
}
