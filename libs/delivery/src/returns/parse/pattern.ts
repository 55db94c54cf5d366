/**
 * A long expression written over several lines: a line break and the blanks after it do not count, nor does case.
 * Takes no substitutions.
 */
export function pattern({ raw }: TemplateStringsArray): RegExp {
  return new RegExp(raw.join('').replace(/\n\s*/g, ''), 'i');
}
