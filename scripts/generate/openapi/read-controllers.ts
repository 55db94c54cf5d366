import ts from 'typescript';

/** One method of a controller, as its decorators and types describe it. */
export interface Operation {
  readonly controller: string;
  readonly method: string;
  /** `GET /api/v1/users/{id}`, as in the route table. */
  readonly key: string;
  readonly status: number | null;
  readonly description: string;
  /** Path parameters that are ids. */
  readonly ids: ReadonlySet<string>;
  readonly query: ts.Type | null;
  readonly body: ts.Type | null;
  readonly bodyNode: ts.TypeNode | undefined;
  readonly usesIfMatch: boolean;
  readonly answer: ts.Type;
  /** As it is written, when it is. */
  readonly answerNode: ts.TypeNode | undefined;
}

const VERBS = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete']);

/** Reads every route out of the sources of the controllers. */
export function readControllers(program: ts.Program): Operation[] {
  const checker = program.getTypeChecker();
  const files = program.getSourceFiles().filter(({ fileName }) => /\/apps\/api\/.*\.controller\.ts$/.test(fileName));
  return files.flatMap((file) =>
    file.statements.filter(ts.isClassDeclaration).flatMap((node) => readController(node, checker)),
  );
}

function readController(node: ts.ClassDeclaration, checker: ts.TypeChecker): Operation[] {
  const base = decoratorsOf(node).get('Controller');
  if (!base) return [];
  return membersOf(node, checker)
    .filter(ts.isMethodDeclaration)
    .flatMap((method) => readMethod(method, { name: node.name?.text ?? '', path: textOf(base.arguments[0]) }, checker));
}

/** Its own and those of the classes that it extends. */
function membersOf(node: ts.ClassDeclaration, checker: ts.TypeChecker): ts.ClassElement[] {
  const bases = node.heritageClauses?.flatMap((clause) => clause.types) ?? [];
  const inherited = bases.flatMap((base) => {
    const declaration = checker.getTypeAtLocation(base).symbol.valueDeclaration;
    return declaration && ts.isClassDeclaration(declaration) ? membersOf(declaration, checker) : [];
  });
  return [...node.members, ...inherited];
}

function readMethod(
  node: ts.MethodDeclaration,
  controller: { name: string; path: string },
  checker: ts.TypeChecker,
): Operation[] {
  const decorators = decoratorsOf(node);
  return [...decorators]
    .filter(([name]) => VERBS.has(name))
    .map(([verb, call]) => {
      const parameters = node.parameters.map((parameter) => ({ parameter, of: decoratorsOf(parameter) }));
      const typeOf = (name: string): ts.Type | null => {
        const found = parameters.find(({ of }) => of.has(name));
        return found ? checker.getTypeAtLocation(found.parameter) : null;
      };
      const code = decorators.get('HttpCode')?.arguments[0];
      return {
        controller: controller.name,
        method: node.name.getText(),
        key: `${verb.toUpperCase()} ${joinPath(controller.path, textOf(call.arguments[0]))}`,
        status: code && ts.isNumericLiteral(code) ? Number(code.text) : null,
        description: describe(node, checker),
        ids: new Set(parameters.flatMap(({ of }) => idOf(of.get('Param')))),
        query: typeOf('Query'),
        body: typeOf('Body'),
        bodyNode: parameters.find(({ of }) => of.has('Body'))?.parameter.type,
        usesIfMatch: parameters.some(({ of }) => of.has('IfMatch')),
        answer: answerOf(node, checker),
        answerNode: unwrapPromise(node.type),
      };
    });
}

function answerOf(node: ts.MethodDeclaration, checker: ts.TypeChecker): ts.Type {
  const signature = checker.getSignatureFromDeclaration(node);
  const type = signature ? checker.getReturnTypeOfSignature(signature) : checker.getVoidType();
  return checker.getAwaitedType(type) ?? type;
}

function unwrapPromise(node: ts.TypeNode | undefined): ts.TypeNode | undefined {
  const isPromise = node && ts.isTypeReferenceNode(node) && node.typeName.getText() === 'Promise';
  return isPromise ? node.typeArguments?.[0] : node;
}

function describe(node: ts.MethodDeclaration, checker: ts.TypeChecker): string {
  const symbol = checker.getSymbolAtLocation(node.name);
  return ts.displayPartsToString(symbol?.getDocumentationComment(checker)).replaceAll(/\s*\n\s*/g, ' ');
}

/** `@Param('id', IdPipe)`. */
function idOf(call: ts.CallExpression | undefined): string[] {
  const isId = call?.arguments.some((argument) => argument.getText() === 'IdPipe') ?? false;
  return isId ? [textOf(call?.arguments[0])] : [];
}

function decoratorsOf(node: ts.HasDecorators): Map<string, ts.CallExpression> {
  const calls = (ts.getDecorators(node) ?? []).flatMap(({ expression }) =>
    ts.isCallExpression(expression) ? [expression] : [],
  );
  return new Map(calls.map((call) => [call.expression.getText(), call]));
}

function textOf(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : '';
}

function joinPath(...parts: readonly string[]): string {
  const path = parts.map((part) => part.replaceAll(/^\/|\/$/g, '')).filter((part) => part !== '');
  return `/${path.join('/')}`.replaceAll(/:(\w+)/g, '{$1}');
}
