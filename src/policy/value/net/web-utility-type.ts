// System.Net.WebUtility as expressions see it. What is null stays null.

import { defineType } from "../../type/type-definition.ts";
import type { Run } from "../run.ts";
import { htmlDecode, htmlEncode, urlDecode, urlEncode } from "./web-utility.ts";

type Text = string | null;

/** Encoding makes a text of up to nine times its length. */
function coded(code: (text: string) => string): (run: Run, text: Text) => Text {
  return (run, text) => {
    if (text === null) return null;
    run.spend(text.length);
    run.allocate(text.length * 2);
    const result = code(text);
    run.allocate(result.length * 2);
    return result;
  };
}

export const webUtilityDefinition = defineType({
  name: "System.Net.WebUtility",
  kind: "static",
  members: {
    "static string UrlEncode(string value)": coded(urlEncode),
    "static string UrlDecode(string encodedValue)": coded(urlDecode),
    "static string HtmlEncode(string value)": coded(htmlEncode),
    "static string HtmlDecode(string value)": coded(htmlDecode),
  },
});
