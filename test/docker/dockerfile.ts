/** One instruction of a Dockerfile: `RUN`, `COPY` … and what follows it, continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions from one FROM to the next. */
export interface Stage {
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

export function readStages(dockerfile: string): Stage[] {
  const stages: { name: string; instructions: Instruction[] }[] = [];
  for (const instruction of readInstructions(dockerfile)) {
    if (instruction.name === 'FROM') {
      const name = / AS (\S+)/i.exec(instruction.text)?.[1] ?? `stage-${stages.length}`;
      stages.push({ name, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function readInstructions(dockerfile: string): Instruction[] {
  return dockerfile
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => ({ name: line.slice(0, line.indexOf(' ')), text: line.slice(line.indexOf(' ') + 1).trim() }));
}
