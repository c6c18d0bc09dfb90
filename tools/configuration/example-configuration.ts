// The configuration that the reference page shows; a test loads it, and the editor schema must accept it.

export const exampleConfiguration = `# yaml-language-server: $schema=./schema/portcullis.schema.json
version: 1
include: [conf.d/*.yaml]

node: { name: edge-1, workers: 2, drainTimeout: 30s }
admin: { address: 127.0.0.1, port: 9180, hosts: [localhost, 127.0.0.1, "[::1]"] }

networks:
  office: [203.0.113.0/24, "2001:db8::/32"]
trustedHops: [office, 10.0.0.0/8]

certificates:
  api: { certificate: tls/api.pem, key: tls/api.key }

listeners:
  public: { address: 0.0.0.0, port: 8080, maxConnections: 10000 }
  private: { address: 127.0.0.1, port: 8081 }
  secure:
    port: 8443
    tls:
      certificates: [api]
      minVersion: TLSv1.2
      handshakeTimeout: 10s
      ticketRotation: 12h
      clientCertificates: { mode: required, authorities: [tls/edge-ca.pem], revocationLists: [tls/edge-ca.crl] }
    proxyProtocol: optional
    requireIdentity: { networks: [office], certificates: [{ san: "spiffe://mesh/edge" }] }
  development: { address: 127.0.0.1, port: 8444, tls: { localAuthority: .portcullis/authority } }

limits: { requestLine: 8KiB, head: 32KiB, headerCount: 100, body: 10MiB, headTimeout: 10s, bodyTimeout: 30s, requestTimeout: 5m, idleTimeout: 75s }
accessLog:
  sinks:
    - stdout: { whenFull: wait, spool: 8MiB }
    - file: { path: access.log, rotate: { size: 100MiB, age: 24h, keep: 7, compress: true } }
    - syslog: { url: "tls://logs.example.com:6514", facility: local0, tls: {}, timeout: 10s, whenFull: drop }
  whenFull: 1s
  sample: 10%
  sampleSlowerThan: 1s
  headers: { request: [x-tenant], response: [content-type] }
  scrub: { parameters: [iban], paths: [/invite/*] }
wafLog:
  format: json
  sinks: [{ file: { path: waf.log, rotate: { size: 100MiB } } }]
telemetry:
  traces: { sampleRatio: 1%, trustTraceparent: trusted-hops }
  otlp:
    endpoint: https://collector.example.com:4318
    headers: { x-tenant: shop }
    signals: [traces, metrics]
    timeout: 10s
    tls: {}
    queue: 8192
    metricInterval: 60s
    resource: { deployment.environment.name: production }
store: { path: .portcullis/store.sqlite }

egress: { allow: [10.0.5.0/24, collector.internal], proxy: "http://proxy.internal:3128" }

audit:
  bypass:
    own: [203.0.113.0/28]
    staticHeaders: { X-Azure-FDID: a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1 }
    sources: { dmz: 192.0.2.10 }
    pools: { orders: { canary: /version, bodyPath: /echo, healthPath: /healthz } }

pools:
  orders:
    balance: round-robin
    members:
      - { url: "http://127.0.0.1:9001", weight: 2 }
      - { url: "http://127.0.0.1:9002" }
    maxIdle: 64
    maxConnections: 1024
    timeouts: { connect: 2s, response: 30s, body: 60s, idle: 30s, drain: 30s }
    passiveHealth: { failures: 5, ejection: 10s }
    healthCheck: { path: /healthz, interval: 10s, timeout: 2s, unhealthyAfter: 3, healthyAfter: 2, statuses: [200-299] }
    circuitBreaker: { percentage: 50, minimumRequests: 20, interval: 10s, statuses: [500-599], tripDuration: 30s }
    retry: { attempts: 3, statuses: [502-504], perTryTimeout: 5s, budget: { percentage: 20, minimum: 10 } }
    hedge: { after: 300ms }
  stock:
    members:
      - { url: "https://stock-1.internal:8443", priority: 1 }
      - { url: "https://stock-2.internal:8443", priority: 2 }
    tls: { serverName: stock.internal, minVersion: "1.3" }
    dns: { servers: [10.0.0.2], minInterval: 5s, maxInterval: 60s }

wafPolicies:
  standard:
    mode: prevention
    ruleSets: [crs, { files: rules/own.conf }]
    crs: { folder: .portcullis/crs/current, setup: rules/crs-setup.conf }
    paranoiaLevel: 1
    detectionParanoiaLevel: 2
    inboundThreshold: 5
    outboundThreshold: 4
    requestBody: { inspect: true, limit: 128KiB, overLimit: block, jsonDepth: 64, maxArguments: 1000 }
    responseBody: { inspect: true, limit: 512KiB, overLimit: pass, types: [text/html, application/json] }
    exclusions:
      - { part: argument, name: { equals: comment }, rules: ["942100"], tags: [attack-xss] }
    exceptions:
      - { paths: [/uploads/*], networks: [office], header: { name: X-Probe, equals: "yes" }, rules: ["920000-922999"], tags: [attack-rce] }
    ruleActions:
      - { rules: ["913100"], action: redirect, location: "https://example.com/help" }
    virtualPatches:
      - id: 50001
        reason: CVE-2026-1234
        ticket: https://tickets.example.com/SEC-17
        expires: 2027-03-31
        paths: [/external/orders/*]
        methods: [GET]
        match: { part: argument, name: { equals: sort }, pattern: "[^a-z_]" }
        action: block
      - { id: 50002, reason: SEC-18, secLang: 'SecRule ARGS:q "@detectSQLi" "id:50002,phase:2"', action: log }

policies: { global: policies/global.xml, unknownAttributes: error }
namedValues:
  region: { value: westeurope }
  partner: { value: "@(context.User.Id)", secret: false }
fragments: { cors-headers: policies/fragments/cors-headers.xml }
backends:
  orders-v2:
    url: https://orders.internal/v2
    credentials: { authorization: "Basic b3JkZXJz", headers: { X-Tenant: [shop] }, query: { code: [a] } }
    circuitBreaker: { failures: 5 }
  stock: { pool: stock, path: /api }
versionSets: { users: { name: Users, scheme: header, parameter: Api-Version } }
apis:
  shop:
    name: Shop
    path: /shop
    backend: orders-v2
    openapi: openapi/shop.yaml
    operations:
      ping: { name: Ping, method: GET, urlTemplate: /ping, policy: policies/ping.xml }
    subscriptionKey: { header: Ocp-Apim-Subscription-Key, query: subscription-key }
    policy: policies/shop.xml
  users-v2: { path: /users, versionSet: users, version: v2, revision: "3", current: true, serviceUrl: "https://users.internal", subscriptionRequired: false }
products:
  starter:
    name: Starter
    state: published
    subscriptionRequired: true
    approvalRequired: false
    subscriptionsLimit: 5
    apis: [shop]
    groups: [developers]
    policy: policies/starter.xml
subscriptions:
  mobile-app:
    name: Mobile app
    scope: { product: starter }
    state: active
    owner: mobile-team
    primaryKey: "\${file:keys/mobile-app}"
    starts: 2026-12-01
    ends: 2027-03-31
    tracing: false

sites:
  api:
    wafPolicy: standard
    hosts: [api.example.com, "*.example.com", "*"]
    listeners: [public, private, secure, development]
    path: { encodedSlashes: decode, doubleEncoding: decode, parameters: strip, mergeSlashes: true, ignoreCase: true }
    routes:
      orders:
        path: /external/orders/*
        methods: [GET, POST]
        headers: { x-version: "2", x-flag: { present: true } }
        networks: [office]
        listeners: [private]
        target: { pool: orders }
      old: { path: /old, target: { redirect: { location: "https://example.com/new", status: 308 } } }
      stock: { path: /stock/*, policy: policies/stock.xml, target: { pool: stock } }
      apis: { path: /shop/*, target: { apis: [shop] } }
      users: { path: /users/*, target: { apis: all } }
      hello: { path: /hello, target: { respond: { status: 200, contentType: text/plain, body: "hi" } } }
      rest: { path: /*, target: { sinkpool: default } }

sinkpools:
  default: { status: 404 }
`;
