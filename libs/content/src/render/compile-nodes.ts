import type { LoopEntry } from '../helpers/define-helper.js';
import { ESCAPES } from '../markup/escape.js';
import { encodeUrlPart } from '../markup/safe-url.js';
import type { Expression } from '../syntax/expression.js';
import type { ChoiceNode, LoopNode, Node, ScopeNode } from '../syntax/node.js';
import { compileChoice } from './compile-choice.js';
import type { CompileScope } from './compile-scope.js';
import type { ExpressionCompiler } from './compile-expression.js';
import type { DocumentParts, Print } from './print.js';
import type { StaticTexts } from './static-texts.js';
import { toText } from './values.js';

interface NodeCompilerSettings {
  readonly statics: StaticTexts;
  readonly expressions: ExpressionCompiler;
  readonly parts: DocumentParts;
  /** Whether the choices of segment blocks are reported. */
  readonly reportBlocks: boolean;
  /** Values of which a mail says when it has none, and by which names. */
  readonly watched?: ReadonlyMap<Expression, readonly string[]> | undefined;
}

/**
 * Turns a tree into functions that print it, once per template; rendering a mail calls them. In place of Handlebars'
 * own code generator, see docs/decisions: each value is escaped for its place, the output is bounded, static texts stay
 * recognisable, and no text of an author becomes JavaScript.
 */
export class NodeCompiler {
  constructor(private readonly settings: NodeCompilerSettings) {}

  compile(nodes: readonly Node[], scope: CompileScope | null): Print {
    const { statics } = this.settings;
    const steps = nodes.map((node) => (node.kind === 'text' ? statics.indexOf(node.text) : this.node(node, scope)));
    const length = nodes.reduce((sum, node) => sum + (node.kind === 'text' ? node.text.length : 0), 0);
    const [only] = steps;
    if (steps.length === 1 && typeof only === 'function') return only;
    return (run, at) => {
      run.spend(steps.length);
      run.charge(length);
      for (const step of steps) {
        if (typeof step === 'number') run.writeStatic(step);
        else step(run, at);
      }
    };
  }

  private node(node: Exclude<Node, { kind: 'text' }>, scope: CompileScope | null): Print {
    switch (node.kind) {
      case 'value':
        return this.value(node, scope);
      case 'url':
        return this.settings.parts.url(node.value, node.use, scope);
      case 'link':
        return this.settings.parts.link(node.index, scope);
      case 'slot':
        return this.settings.parts.slot(node.name);
      case 'choice':
        return this.choice(node, scope);
      case 'loop':
        return this.loop(node, scope);
      case 'scope':
        return this.scope(node, scope);
    }
  }

  private value({ expression, context }: Node & { kind: 'value' }, scope: CompileScope | null): Print {
    const evaluate = this.settings.expressions.compile(expression, scope);
    if (context === 'url') {
      return (run, at) => {
        run.write(encodeUrlPart(run.before, toText(evaluate(run, at))));
      };
    }
    const escape = ESCAPES[context];
    const names = this.settings.watched?.get(expression);
    if (names) {
      return (run, at) => {
        const text = toText(evaluate(run, at));
        if (text.trim() === '') run.lack(names);
        run.write(escape(text));
      };
    }
    if (scope === null) {
      const index = this.settings.expressions.repeated.indexOf(expression, context);
      return (run, at) => {
        run.write((run.values[index] ??= escape(toText(evaluate(run, at)))));
      };
    }
    return (run, at) => {
      run.write(escape(toText(evaluate(run, at))));
    };
  }

  private choice(node: ChoiceNode, scope: CompileScope | null): Print {
    const { expressions, reportBlocks } = this.settings;
    const options = node.options.map(({ call, body }) => ({
      test: expressions.call(call, scope),
      print: this.compile(body, scope),
    }));
    return compileChoice({ node, options, otherwise: this.compile(node.otherwise, scope), report: reportBlocks });
  }

  private loop(node: LoopNode, scope: CompileScope | null): Print {
    const entriesOf = this.settings.expressions.call(node.call, scope);
    const { blockParams } = node;
    const inner: CompileScope = { up: scope, kind: 'loop', blockParams, names: new Set(), ownContext: true };
    const body = this.compile(node.body, inner);
    const otherwise = this.compile(node.otherwise, scope);
    return (run, up) => {
      const entries = entriesOf(run, up) as readonly LoopEntry[];
      if (entries.length === 0) {
        otherwise(run, up);
        return;
      }
      const end = entries.length - 1;
      entries.forEach(([key, self], index) => {
        run.spend(1);
        body(run, { up, self, key, index, first: index === 0, last: index === end, params: null });
      });
    };
  }

  private scope(node: ScopeNode, scope: CompileScope | null): Print {
    const { expressions } = this.settings;
    const values = [...node.params].map(([name, value]) => [name, expressions.compile(value, scope)] as const);
    const context = node.context && expressions.compile(node.context, scope);
    const names = new Set(node.params.keys());
    const ownContext = context !== null;
    const body = this.compile(node.body, { up: scope, kind: 'partial', blockParams: [], names, ownContext });
    return (run, up) => {
      const params = Object.fromEntries(values.map(([name, evaluate]) => [name, evaluate(run, up)]));
      const self = context ? context(run, up) : up?.self;
      body(run, { up, self, key: up?.key ?? '', index: up?.index ?? 0, first: true, last: true, params });
    };
  }
}
