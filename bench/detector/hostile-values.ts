// Long values made to cost a detector as much as can be: what its languages begin and never end, over and
// over.

const SIZE = 65_536;

const SQL_UNITS = [
  ...["(", "((select ", "1 or ", "'or'", "a'b", "--\n", "#\n", "/**/", "/*!", "/*!50000", "' '", "\\'", "''"],
  ...[
    "1a",
    "0x",
    "1e",
    "a.",
    "a.b",
    "$a$",
    "$a",
    "@`",
    "@a",
    "`",
    "[a]",
    "[a",
    "e'",
    "{d '",
    "1,",
    "+1",
    "- ",
  ],
  ...["select ", "union ", "union all ", "and ", "order by ", "case when ", "if(", "char(", "sleep(", "f("],
  ...[
    "1=1 ",
    "1 and 1=1x ",
    "'||'",
    "; ",
    "into ",
    "like ",
    "exec ",
    "not ",
    "select a, ",
    "(select 1 from ",
  ],
  ...["union select x ", "waitfor delay ", "order by 1,", "\xc2\xa0", "and("],
];

const HTML_UNITS = [
  ...[
    "<",
    "<a ",
    "<a b=",
    "<a b='",
    "<a b=\"'",
    "<a href=&#106;",
    "<!--",
    "<!--x--!>",
    "<!-- -->",
    "<![CDATA[",
  ],
  ...[
    "<a style='(",
    "</",
    "</a ",
    "<?",
    "<!",
    "a=",
    "= ",
    "a/",
    "/",
    "on=",
    "onx=",
    "x' y ",
    "<a\0",
    "&#106;",
  ],
  ...["javascript:", "data:", "alert ", "alert( ", "eval(x", "document.", "document          ", "with("],
];

/** Put before the units, so that each is met in several places. */
const BEGINNINGS = ["", "1 ", "<a ", "' ", "x' or "];

export type HostileValue = { readonly name: string; readonly value: string };

/** Every single byte and every unit behind every beginning, 64 KB of each. */
export function hostileValues(): readonly HostileValue[] {
  const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
  const units = [...bytes, ...SQL_UNITS, ...HTML_UNITS];
  return BEGINNINGS.flatMap((beginning) =>
    units.map((unit) => ({
      name: `${JSON.stringify(beginning)} then ${JSON.stringify(unit)}`,
      value: (beginning + unit.repeat(Math.ceil(SIZE / unit.length))).slice(0, SIZE),
    })),
  );
}
