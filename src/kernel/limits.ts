// Every limit of the product under its name, with its value where the configuration says nothing. A limit
// without a name here does not exist: the architecture promises that each one can be found and changed.

const KIB = 1024;
const MIB = 1024 * KIB;

export const defaultLimits = {
  /** The request line without its line ending; a longer one is answered with 414. */
  requestLineBytes: 8 * KIB,
  /** The whole head with its request line; a larger one is answered with 431. */
  headBytes: 32 * KIB,
  /** Header fields of a request; one more is answered with 431. */
  headerCount: 100,
  /** The body of a request without its transfer coding; a larger one is answered with 413. */
  bodyBytes: 10 * MIB,
  /** From the first byte of a head to its last: what holds slow-header attacks (slowloris) off. */
  headTimeoutMs: 10_000,
  /** Between two reads of a request body, or two writes of a response to a slow reader. */
  bodyTimeoutMs: 30_000,
  /** From the first byte of a request to the last of its body: what a sender of drops cannot stretch. */
  requestTimeoutMs: 300_000,
  /** A kept-alive client connection without a request. */
  idleTimeoutMs: 75_000,
  /** The longest silence of what is silent by nature, either way: server-sent events and gRPC. */
  streamTimeoutMs: 300_000,
  /** How long a node that shuts down lets requests finish before it cuts them. */
  drainTimeoutMs: 30_000,
  flood: {
    /** Hours that must have been seen before anything is normal. */
    learningMs: 86_400_000,
    /** What is a flood until then: requests and connections per second, of the node and of one client. */
    floorRequests: 5000,
    clientFloorRequests: 500,
    /** How long a client that took part in a flood is kept out, the first time and at most. */
    penaltyMs: 900_000,
    maxPenaltyMs: 86_400_000,
    /** Delay of a worker's event loop above which it sheds load. */
    shedAboveMs: 200,
  },
  functions: {
    /** What one run of a function of one's own may take, and all that its sandbox holds. */
    timeoutMs: 5,
    memoryBytes: 4 * MIB,
    /** Its source; and what its top level may take, once for each sandbox. */
    sourceBytes: 256 * KIB,
    loadTimeoutMs: 250,
    /** Calls and rounds of loops of the sandbox itself, for each ms: ends what cannot be interrupted. */
    maxRoundsPerMs: 1_000_000,
    /** Whoever did less is not late, however late it is: the machine did something else meanwhile. */
    minRoundsPerMs: 10_000,
    /** Of the sandbox's own stack. */
    stackBytes: 128 * KIB,
    /** Of headers, and of cookies, that it may ask for as an object: those are slow with chosen names. */
    maxNames: 256,
    /** What a worker spends on making a sandbox anew, for each function: so much at once, and that share. */
    maxFreshMs: 100,
    freshPercentage: 10,
    /** What one costs at least, in that reckoning. */
    minFreshMs: 5,
  },
  bots: {
    /** How long an address stands for a bot that its names in the DNS confirmed: their TTL, within these. */
    minVerifiedMs: 3_600_000,
    maxVerifiedMs: 86_400_000,
    /** How long it is no bot's, and how long nothing is known where no name server gave an answer. */
    refutedMs: 3_600_000,
    undecidedMs: 60_000,
    /** One question to a name server, of which there are two; and all that are asked about one address. */
    questionTimeoutMs: 2000,
    confirmationTimeoutMs: 10_000,
    /** Names of one address that are looked at. */
    maxNames: 8,
    /** Addresses that one worker asks control about in a second: of one network `maxWaitingPerNetwork`. */
    maxQuestionsPerSecond: 256,
    /** Addresses that are asked about at once, that wait, and that wait of one network (/24, /48). */
    maxConfirmations: 16,
    maxWaiting: 1024,
    maxWaitingPerNetwork: 8,
    /** Addresses remembered by each thread: confirmed ones, and as many others. */
    maxAddresses: 16_384,
    /** User-Agents that a worker remembers, and the longest of them. */
    maxUserAgents: 4096,
    maxUserAgentBytes: 512,
  },
  listener: {
    /** Connections that one worker holds open on one listener; one more is dropped. */
    maxConnections: 10_000,
    /** Of those, the ones of one client; one more is dropped. */
    maxConnectionsPerClient: 1000,
    /** Addresses that one worker remembers for a flood of theirs; of more, the oldest are forgotten. */
    maxPenalizedAddresses: 16_384,
    tls: {
      /** From the connection to the end of the TLS handshake, a PROXY header included. */
      handshakeTimeoutMs: 10_000,
      /** How long the keys of session tickets are in use. */
      ticketRotationMs: 43_200_000,
    },
  },
  /** What a client of HTTP/2 may do on one connection; beyond it the connection is ended. */
  http2: {
    /** Requests under way at once; the client is told, and one more is refused. */
    maxConcurrentStreams: 128,
    /** What a client may send of one body before we take it, and of all bodies of a connection together. */
    streamWindowBytes: 128 * KIB,
    connectionWindowBytes: MIB,
    /** Of one head, as it comes encoded; decoded, `headBytes` counts. */
    encodedHeadBytes: 64 * KIB,
    maxContinuationsPerHead: 8,
    /** Requests that the client cancels, or breaks the rules with (rapid reset, CVE-2023-44487). */
    maxResetsPerSecond: 100,
    maxSettingsPerSecond: 20,
    maxPingsPerSecond: 50,
    /** Beside one for every so many bytes that we sent. */
    maxWindowUpdatesPerSecond: 1000,
    windowUpdateBytes: 256,
    /** DATA frames without content that end nothing. */
    maxEmptyFramesPerSecond: 100,
    /** PRIORITY, and types of frames that we do not know. */
    maxOtherFramesPerSecond: 200,
    /** New connections from where a flood came are refused so long, then twice as long, up to a limit. */
    penaltyMs: 1000,
    maxPenaltyMs: 300_000,
    /** Under way before an answer was taken; each that is makes it one more, and the others wait. */
    firstRequests: 2,
    /** Bytes of responses that wait for the client; over it, further requests on the connection wait, too. */
    queuedResponseBytes: 4 * MIB,
    /** Memory of one connection in nghttp2; over it, new requests on it are refused. */
    maxSessionMegabytes: 10,
  },
  pool: {
    /** Idle connections kept per member and worker. */
    maxIdle: 64,
    /** Connections per member and worker, busy ones included; one more request gets 503. */
    maxConnections: 1024,
    /** To open a connection to a member, name resolution included. */
    connectTimeoutMs: 2000,
    /** From the request sent to the head of the response. */
    responseTimeoutMs: 30_000,
    /** Between two reads of a response body. */
    bodyTimeoutMs: 60_000,
    /** A kept-alive connection without a request: less than most backends wait, so that we close first. */
    idleTimeoutMs: 30_000,
    /** Failures in a row that eject a member. */
    ejectAfterFailures: 5,
    /** How long an ejected member gets no requests. */
    ejectionMs: 10_000,
    /** How long requests under way may go on when a member leaves or fails its health check. */
    drainTimeoutMs: 30_000,
    /** Bounds of the time between two looks at the name of a member. */
    minResolveMs: 5000,
    maxResolveMs: 60_000,
    probe: { intervalMs: 30_000, timeoutMs: 30_000, unhealthyAfter: 3, healthyAfter: 1 },
    breaker: { minimumRequests: 20, intervalMs: 10_000, tripMs: 30_000, maxTripMs: 300_000 },
    retry: { attempts: 3, budgetPercentage: 20, budgetMinimum: 10 },
  },
  accessLog: {
    /** How long a worker whose ring is full reads no new requests, before it drops lines. */
    whenFullWaitMs: 1000,
    /** Memory for access lines on their way from one worker to control. */
    ringBytes: 4 * MIB,
    /** A success that took longer leaves a line whatever the sampling says. */
    sampleSlowerThanMs: 1000,
    /** Memory for the lines that a sink which may drop some has not written yet. */
    spoolBytes: 8 * MIB,
    /** Archives of a rotated file that are kept. */
    maxArchives: 7,
    /** For a syslog server to take a connection, or some bytes. */
    syslogTimeoutMs: 10_000,
  },
  /** Descriptions of APIs, and what is held against them. */
  contract: {
    /** Characters of one file of a description. */
    documentBytes: 16 * MIB,
    /** Lists and maps inside each other, of a description. */
    maxDocumentDepth: 256,
    /** How often the anchors of one YAML file may be repeated. */
    maxAliases: 10_000,
    /** References that lead to references. */
    maxReferenceHops: 32,
    /** Lists and maps inside each other, of a body that is validated. */
    maxBodyDepth: 64,
    /** Values of a body for which every error is told; of a larger one the first. */
    maxBodyValues: 10_000,
    /** Errors that are told of one message. */
    maxErrors: 20,
    /** Words and signs of a GraphQL query. */
    maxGraphqlTokens: 20_000,
    /** Values of a response that is made from a schema. */
    maxExampleValues: 1000,
  },
  policy: {
    /** Characters of one policy document or fragment; Azure takes 512 KiB. */
    documentBytes: 512 * KIB,
    /** Elements inside each other. */
    maxDocumentDepth: 64,
    /** Of a body that policies read or change: it is gathered whole; a longer one is refused. */
    bufferedBodyBytes: 10 * MIB,
    /** Of the answer to a request of a policy's own. */
    answerBytes: 10 * MIB,
    /** Addresses that policies lead to, each with connections of its own; those unused longest are closed. */
    maxAddresses: 256,
    /** Redirects of a backend that one `forward-request` follows. */
    maxRedirects: 10,
    /** What one evaluation of a policy expression may spend; beyond it the expression ends with an error. */
    expression: {
      /** Calls, turns of loops, and characters or items that the members of the library touch. */
      maxFuelSteps: 5_000_000,
      /** Memory of the strings and collections that it makes. */
      memoryBytes: 64 * MIB,
    },
  },
  /** Tokens of clients, and those who issue them. */
  identity: {
    /** Characters of a token; a longer one is refused unread. */
    tokenBytes: 32 * KIB,
    /** Verified tokens that one worker remembers for the keys of a rule; longer ones are verified anew. */
    maxRememberedTokens: 2048,
    rememberedTokenBytes: 8 * KIB,
    /** Tokens of the node's own that one worker remembers, and how long before their end it asks anew. */
    maxAccessTokens: 256,
    accessTokenMarginMs: 300_000,
    /** Providers, and sets of keys, that one worker remembers. */
    maxProviders: 256,
    maxKeyRings: 1024,
    provider: {
      /** How long the keys of a provider are used before it is asked again. */
      refreshMs: 3_600_000,
      /** So long over it, requests do not wait for the answer. */
      graceMs: 300_000,
      /** How long its keys are used while it does not answer. */
      staleMs: 86_400_000,
      /** Between two questions for keys that tokens name and nobody knows. */
      cooldownMs: 60_000,
      /** From a question without an answer to the next. */
      retryMs: 5000,
      /** For one answer. */
      timeoutMs: 10_000,
      responseBytes: 512 * KIB,
    },
  },
  otlp: {
    /** Spans that wait for their export; one more is dropped. */
    maxQueuedSpans: 8192,
    /** For one request to the collector. */
    timeoutMs: 10_000,
    /** Between two exports of the metrics. */
    metricIntervalMs: 60_000,
  },
  fleet: {
    /** Keys that can be counted at one time, a power of two: for sliding windows, and for quotas. */
    maxWindows: 131_072,
    maxQuotas: 131_072,
    /** Bans and allowances together. */
    maxListEntries: 131_072,
    /** Keys of limited concurrency that are in use at one time, a power of two, and workers that use them. */
    maxPermitKeys: 8192,
    maxPermitHolders: 128,
  },
  /** Of one worker. */
  cache: {
    /** Memory for responses, and for values that policies keep. */
    responseBytes: 64 * MIB,
    valueBytes: 16 * MIB,
    /** How long a request waits for another one that fetches the same response. */
    fetchWaitMs: 5000,
    /** Requests that wait for one response; one more asks the backend itself. */
    maxWaiters: 256,
    /** For how long nobody waits for a response of which the last one could not be kept. */
    unsharedMs: 10_000,
    /** Answers of language models, found by what prompts mean. */
    semantic: {
      /** Memory for answers with their embeddings, and how many there may be. */
      keptBytes: 32 * MIB,
      maxEntries: 4096,
      /** Of one caller, as `vary-by` has it; all of them are compared with each prompt. */
      maxEntriesPerCaller: 256,
      /** Characters of a prompt; a longer one goes past the cache. */
      maxPromptChars: 64 * KIB,
      answerBytes: MIB,
      /** Numbers of an embedding. */
      maxDimensions: 4096,
      /** For the service that makes embeddings; the call goes on without them after it. */
      embeddingTimeoutMs: 5000,
    },
  },
  admin: {
    /** TCP port of the admin API and the console. */
    port: 9180,
  },
} as const;
