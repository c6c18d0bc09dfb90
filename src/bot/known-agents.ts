// Words in User-Agents that settle what their sender is: tools that look for holes, libraries that programs
// send requests with, and what calls itself a robot. In lower case.

/** Nobody has a good reason to point these at a site that is not their own. */
export const scanners: readonly string[] = [
  ...[
    "sqlmap/",
    "nikto/",
    "projectdiscovery/nuclei",
    "masscan/",
    "zgrab/",
    "wpscan",
    "dirbuster",
    "gobuster/",
  ],
  ...[
    "feroxbuster/",
    "fuzz faster u fool",
    "acunetix",
    "nessus",
    "openvas",
    "nmap scripting engine",
    "arachni/",
  ],
  ...["w3af.org", "havij", "jorgee", "whatweb/", "commix/", "netsparker", "xsser", "zmeu", "morfeus"],
  ...["l9explore/", "l9tcpid/", "libredtail-http", "dirsearch", "joomscan", "paros/", "sqlninja", "webshag"],
];

/** What a User-Agent begins with, and the library's name. */
export const libraries: readonly (readonly [beginning: string, name: string])[] = [
  ["curl/", "curl"],
  ["libcurl", "curl"],
  ["wget", "wget"],
  ["python-requests/", "python-requests"],
  ["python-urllib", "python-urllib"],
  ["python-httpx/", "python-httpx"],
  ["python/", "python-aiohttp"],
  ["aiohttp/", "python-aiohttp"],
  ["scrapy/", "scrapy"],
  ["go-http-client/", "go-http-client"],
  ["go-resty/", "go-resty"],
  ["java/", "java"],
  ["java-http-client/", "java"],
  ["apache-httpclient/", "apache-httpclient"],
  ["jakarta commons-httpclient/", "apache-httpclient"],
  ["okhttp/", "okhttp"],
  ["axios/", "axios"],
  ["node-fetch", "node-fetch"],
  ["undici", "undici"],
  ["node", "node"],
  ["got (", "got"],
  ["bun/", "bun"],
  ["deno/", "deno"],
  ["guzzlehttp/", "guzzle"],
  ["php/", "php"],
  ["libwww-perl/", "libwww-perl"],
  ["lwp::", "libwww-perl"],
  ["ruby", "ruby"],
  ["faraday v", "faraday"],
  ["rest-client/", "rest-client"],
  ["http.rb/", "http.rb"],
  ["restsharp/", "restsharp"],
  ["dart/", "dart"],
  ["httpie/", "httpie"],
  ["postmanruntime/", "postman"],
  ["insomnia/", "insomnia"],
  ["apachebench/", "apachebench"],
  ["k6/", "k6"],
  ["grpc-", "grpc"],
  ["cpp-httplib/", "cpp-httplib"],
  ["reqwest/", "reqwest"],
];

/** Of browsers and shells that say themselves that a program drives them. */
export const driven: readonly (readonly [word: string, name: string])[] = [
  ["headlesschrome/", "headless-chrome"],
  ["phantomjs/", "phantomjs"],
  ["slimerjs/", "slimerjs"],
  ["windowspowershell/", "powershell"],
  ["powershell/", "powershell"],
  ["puppeteer", "puppeteer"],
  ["playwright", "playwright"],
  ["selenium", "selenium"],
];

/** CUBOT is a maker of phones. */
export const ROBOT =
  /(?<!cu)bot(?![a-z])|crawl(?:er|ing)|spider(?![a-z])|scraper|fetcher|archiver|\+https?:\/\//;
