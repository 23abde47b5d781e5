// Reads the text format of Prometheus, version 0.0.4, and takes nothing that is not in it.

export interface MetricFamily {
  readonly help: string;
  readonly type: string;
  /** By labels, as `{a="b"}`, empty without any. */
  readonly samples: Map<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const HELP_LINE = new RegExp(`^# HELP (${NAME}) (\\S.*)$`);
const TYPE_LINE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|summary)$`);
const SAMPLE_LINE = new RegExp(`^(${NAME})((?:\\{${LABEL}(?:,${LABEL})*\\})?) (-?\\d+(?:\\.\\d+)?(?:e[+-]\\d+)?)$`);

/** Metrics by name. @throws Error with the first line that does not belong. */
export function parseExposition(text: string): Map<string, MetricFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, MetricFamily>();
  const lines = text.split('\n').filter((line) => line !== '');
  let current = '';
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const [, helped, help = ''] = HELP_LINE.exec(line) ?? [];
    if (helped === undefined) {
      addSample(families.get(current), current, line);
      continue;
    }
    const [, typed, type = ''] = TYPE_LINE.exec(lines[i + 1] ?? '') ?? [];
    if (typed !== helped || families.has(helped)) throw new Error(`no type of its own follows: ${line}`);
    current = helped;
    families.set(current, { help, type, samples: new Map() });
    i += 1;
  }
  return families;
}

function addSample(family: MetricFamily | undefined, current: string, line: string): void {
  const [, name, labels = '', value] = SAMPLE_LINE.exec(line) ?? [];
  if (family === undefined || name !== current) throw new Error(`does not belong: ${line}`);
  const names = [...labels.matchAll(/([a-zA-Z_]\w*)="/g)].map(([, label]) => label);
  if (new Set(names).size !== names.length || family.samples.has(labels)) throw new Error(`is there twice: ${line}`);
  family.samples.set(labels, Number(value));
}
