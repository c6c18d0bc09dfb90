-- Prints what wrk measured as one line of JSON; every shape requires it.

local errors_line = '"errors":{"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}'
local figures_line = '{"requests":%d,"bytes":%d,"durationMicros":%d,"p50Micros":%d,"p99Micros":%d,%s}\n'

function done(summary, latency)
  local e = summary.errors
  local errors = errors_line:format(e.connect, e.read, e.write, e.timeout, e.status)
  io.write(figures_line:format(summary.requests, summary.bytes, summary.duration,
    latency:percentile(50), latency:percentile(99), errors))
end
