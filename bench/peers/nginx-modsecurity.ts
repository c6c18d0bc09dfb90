// nginx with libmodsecurity, from Debian's packages, set up as both recommend, with the Core Rule Set from
// the same folder and with the same settings as Portcullis.

import { globSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ServerProcess, startServer } from "../load/server-process.ts";
import { nginxCommand, nginxFrame, nginxHttp } from "./nginx.ts";
import { type PeerSetting, urlOf } from "./peer.ts";

export const modsecurityPackages = ["nginx", "libnginx-mod-http-modsecurity", "libmodsecurity3"] as const;

const MODULE = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so";

/** @param crs a folder with rules/ and crs-setup.conf.example */
export function startNginxModsecurity(setting: PeerSetting, crs: string): Promise<ServerProcess> {
  const { directory } = setting;
  mkdirSync(directory, { recursive: true });
  const rules = join(directory, "modsecurity.conf");
  writeFileSync(rules, rulesText(crs));
  const switches = `modsecurity on;\n  modsecurity_rules_file ${rules};`;
  const http = `${switches}\n${nginxHttp(setting)}`;
  writeFileSync(join(directory, "nginx.conf"), `load_module ${MODULE};\n${nginxFrame(directory, http)}`);
  return startServer({
    name: "nginx-modsecurity",
    command: nginxCommand(directory),
    directory,
    readyUrl: `${urlOf(setting)}api/items/1`,
    core: setting.core,
  });
}

/** What modsecurity.conf-recommended says, but blocking, with response bodies and the audit log off. */
const recommended = `
SecRuleEngine On
SecRequestBodyAccess On
SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap\\+|/)|text/)xml" \\
  "id:'200000',phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
SecRule REQUEST_HEADERS:Content-Type "^application/json" \\
  "id:'200001',phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRequestBodyLimit 13107200
SecRequestBodyNoFilesLimit 131072
SecRequestBodyLimitAction Reject
SecRequestBodyJsonDepthLimit 512
SecArgumentsLimit 1000
SecRule REQBODY_ERROR "!@eq 0" \\
  "id:'200002',phase:2,t:none,log,deny,status:400,msg:'Failed to parse request body.'"
SecRule MULTIPART_STRICT_ERROR "!@eq 0" \\
  "id:'200003',phase:2,t:none,log,deny,status:400,msg:'Multipart request body failed strict validation'"
SecPcreMatchLimit 1000
SecPcreMatchLimitRecursion 1000
SecResponseBodyAccess Off
SecArgumentSeparator &
SecCookieFormat 0
SecAuditEngine Off
`;

const levels = `
SecAction "id:900990,phase:1,pass,t:none,nolog,\\
  setvar:tx.blocking_paranoia_level=1,setvar:tx.detection_paranoia_level=1"
`;

function rulesText(crs: string): string {
  const files = globSync(join(crs, "rules/*.conf")).toSorted();
  const includes = [join(crs, "crs-setup.conf.example")].map((file) => `Include ${file}`);
  return [recommended, ...includes, levels, ...files.map((file) => `Include ${file}`), ""].join("\n");
}
