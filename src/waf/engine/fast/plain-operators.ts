// Operators that look at the value, the argument and TX alone, and leave nothing behind unasked.

export const plainOperators: ReadonlySet<string> = new Set([
  ...["rx", "pm", "within", "streq", "strmatch", "contains", "beginsWith", "endsWith", "ipMatch"],
  ...["eq", "ge", "gt", "le", "lt", "ne", "noMatch", "unconditionalMatch"],
]);
