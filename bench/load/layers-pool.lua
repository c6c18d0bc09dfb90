-- The requests of the WAF bench with tokens of the file that PORTCULLIS_BENCH_TOKENS names, one in a line: each
-- caller keeps one.

local pool = require("waf-pool")
local tokens = {}
for line in io.lines(os.getenv("PORTCULLIS_BENCH_TOKENS")) do
  tokens[#tokens + 1] = line
end

local order = 0

local function with_token(request)
  order = order + 1
  local token = tokens[order % #tokens + 1]
  return (request:gsub("Authorization: Bearer [^\r]+", "Authorization: Bearer " .. token, 1))
end

return {
  get = function()
    return with_token(pool.get())
  end,
  post = function()
    return with_token(pool.post())
  end,
}
