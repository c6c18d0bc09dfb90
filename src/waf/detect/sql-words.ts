// What SQL words mean to the SQL detector, over MySQL, PostgreSQL, SQL Server, Oracle and SQLite. A
// word that is in no table is a name. Only words that change how a value injected behind a literal goes
// on are listed, not each grammar whole.

/** How a word takes part in an expression or a statement. */
export type WordClass =
  | "logic"
  | "compare"
  | "arithmetic"
  | "prefix"
  | "constant"
  | "set-operation"
  | "select"
  | "from"
  | "clause"
  | "statement"
  | "case"
  | "modifier"
  | "name";

const CLASSES: readonly (readonly [WordClass, string])[] = [
  ["logic", "and or xor eqv imp"],
  ["compare", "like ilike rlike regexp glob similar sounds between in is overlaps match soundslike"],
  ["arithmetic", "div mod collate escape uescape at"],
  ["prefix", "not binary distinct all any some exists prior interval row array"],
  [
    "constant",
    `
    null true false unknown current_user session_user system_user sysdate systimestamp current_date
    current_time current_timestamp localtime localtimestamp current_catalog current_schema rownum rowid
    user
  `,
  ],
  ["set-operation", "union intersect except minus"],
  ["select", "select"],
  ["from", "from"],
  [
    "clause",
    `
    where order group having limit offset fetch into procedure for lock waitfor when then else end as
  `,
  ],
  [
    "statement",
    `
    insert update delete drop create alter truncate exec execute declare begin if use load call do print
    shutdown grant revoke set merge backup restore while with copy handler prepare kill rename replace
    desc describe show explain attach pragma vacuum commit rollback dbcc bulk open deallocate values
    table reconfigure
  `,
  ],
  ["case", "case"],
  ["modifier", "distinctrow straight_join high_priority sql_calc_found_rows sql_no_cache sql_cache"],
];

const WORDS: ReadonlyMap<string, WordClass> = new Map(
  CLASSES.flatMap(([kind, words]) =>
    words
      .trim()
      .split(/\s+/)
      .map((word) => [word, kind] as const),
  ),
);

/** The class of a word in lower case. */
export function wordClass(word: string): WordClass {
  return WORDS.get(word) ?? "name";
}

/** Keywords that may follow a number without a space, as most dialects have it: `1or`, `9.9union`. */
export function splitsFromNumber(word: string): boolean {
  const kind = wordClass(word);
  return kind !== "name" && kind !== "modifier" && word !== "at" && word !== "in" && word !== "as";
}

/** Calls that do harm or wait, alone: no form field or search holds one by chance. */
const DANGEROUS_CALLS: ReadonlySet<string> = new Set(
  `
    sleep benchmark pg_sleep load_file extractvalue updatexml xp_cmdshell xmltype pg_read_file lo_import
    lo_export sys_eval sys_exec load_extension randomblob openrowset opendatasource gtid_subset
    name_const get_lock dbms_lock.sleep dbms_pipe.receive_message utl_http.request
    utl_inaddr.get_host_address utl_inaddr.get_host_name ctxsys.drithsx.sn dbms_xmlgen.getxml
    dbms_ldap.init httpuritype pg_sleep_for generate_series query_to_xml pg_ls_dir current_setting
    xp_dirtree xp_regread exp_sleep
  `
    .trim()
    .split(/\s+/),
);

/** Calls of SQL's own functions: they speak for an attack where an operator joins them to a literal. */
const KNOWN_CALLS: ReadonlySet<string> = new Set(
  `
    abs ascii asc avg bin char chr chrw cast coalesce collation concat concat_ws conv convert count cos
    current_user database date dayofweek db_name decode elt exp export_set field find_in_set floor ceil
    ceiling format greatest group_concat hex host_name ifnull instr is_srvrolemember is_member
    isnull json_extract last_insert_id lcase left len length like listagg ln locate log lower lpad ltrim
    make_set max md5 mid min month now nullif nvl nvl2 object_id object_name ord patindex pi position
    pow power quote quotename rand random repeat replace replicate reverse right round row_count rpad
    rtrim schema session_user sha sha1 sha2 sign sin soundex space sqrt stddev strcmp string_agg stuff
    substr substring substring_index sum suser_name suser_sname system_user sysdate tan to_char to_date
    to_number translate trim typeof ucase unhex unicode unistr upper user user_name uuid version xmlagg
    xmlelement xmlconcat zeroblob sqlite_version charindex datalength nchar newid checksum
    binary_checksum array_agg array_to_json array_to_string json_agg aes_encrypt aes_decrypt des_decrypt
    encode compress uncompress row_to_json inet_ntoa inet_aton extract datediff dateadd getdate rownum
    ntile stragg wm_concat sysobjects strcomp
  `
    .trim()
    .split(/\s+/),
);

/** Functions that a formula may hold too. */
const MATH_CALLS: ReadonlySet<string> = new Set(
  `
    abs avg ceil ceiling cos count exp floor format left len length log max min month pi pow power rand
    random right round sign sin sqrt sum tan
  `.split(" "),
);

export function isMathCall(word: string): boolean {
  return MATH_CALLS.has(word);
}

export function isDangerousCall(word: string): boolean {
  return DANGEROUS_CALLS.has(word);
}

export function isKnownCall(word: string): boolean {
  return KNOWN_CALLS.has(word) || DANGEROUS_CALLS.has(word);
}
