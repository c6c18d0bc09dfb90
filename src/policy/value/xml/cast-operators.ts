// `(int)element`, `(bool?)attribute`, `(string)element`: the explicit conversions of XElement and XAttribute.

import type { Implementation, Members } from "../../type/type-definition.ts";
import { argumentNull } from "../clr-exception.ts";
import type { Run } from "../run.ts";
import { castable, type ReadValue, valueReaders } from "./parse-value.ts";

/** `type` and `parameter` as in C#; `textOf` gives the value that is read. */
export function castOperators<T>(
  type: string,
  parameter: string,
  textOf: (run: Run, object: T) => string,
): Members {
  const operators: [string, Implementation][] = castable.flatMap((keyword) => {
    const read = readerOf(keyword);
    return [
      [
        `static explicit operator ${keyword}(${type} ${parameter})`,
        (run: Run, object: T | null) => {
          if (object === null) throw argumentNull(parameter);
          return read(run, textOf(run, object));
        },
      ],
      [
        `static explicit operator ${keyword}?(${type} ${parameter})`,
        (run: Run, object: T | null) => (object === null ? null : read(run, textOf(run, object))),
      ],
    ];
  });
  return {
    [`static explicit operator string(${type} ${parameter})`]: (run: Run, object: T | null) =>
      object === null ? null : textOf(run, object),
    ...Object.fromEntries(operators),
  };
}

/** Boolean words may have any case here, as they may not in XmlConvert. */
function readerOf(keyword: (typeof castable)[number]): ReadValue {
  const read = valueReaders[keyword];
  if (read === undefined) throw new TypeError(`nothing reads ${keyword}`);
  return keyword === "bool" ? (run, text) => read(run, text.toLowerCase()) : read;
}
