// Tables of what the CLR answers to whole expressions: a line with the expression, without its @, and
// below it the answer.

export type ExpressionRow = {
  readonly expression: string;
  /** Undefined until the CLR was asked. */
  readonly answer: string | undefined;
};

const isExpression = (line: string): boolean => line.startsWith("(") || line.startsWith("{");

/**
 * `= answer` below `(expression)` or `{ statements }`; other lines are remarks. `~ answer` below the
 * answer is what .NET Framework says where Mono is known to lack the text of a message.
 */
export function readExpressionTable(text: string): ExpressionRow[] {
  const lines = text.split("\n");
  return lines.flatMap((expression, index) => {
    if (!isExpression(expression)) return [];
    const [asked = "", known = ""] = lines.slice(index + 1, index + 3);
    const answer = known.startsWith("~ ") ? known : asked;
    return [{ expression, answer: /^[=~] /.test(answer) ? answer.slice(2) : undefined }];
  });
}

/** The table with these answers, one for each expression. */
export function withAnswers(text: string, answers: readonly string[]): string {
  let next = 0;
  return text
    .split("\n")
    .filter((line) => !line.startsWith("= "))
    .flatMap((line) => (isExpression(line) ? [line, `= ${answers[next++]}`] : [line]))
    .join("\n");
}
