-- Requests of 100,000 callers with items, tokens and orders of their own. The n-th is the same in every run and
-- for every server; which n come, and in which order, a seeded generator says.

local pool = {}
local SIZE = 100000
local BODY_BYTES = 2048
local letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
local consonants = "BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz"
local order = 20260117
local state = 1

-- Whole numbers from 1 to limit (Park and Miller's minimal standard).
local function number(limit)
  state = state * 16807 % 2147483647
  return state % limit + 1
end

-- Begins the values of the next request, and gives its number.
local function next_request()
  order = order * 16807 % 2147483647
  local n = order % SIZE + 1
  state = n * 7919 + 12345
  number(2)
  return n
end

local function text(length)
  local out = {}
  for i = 1, length do
    local at = number(64)
    out[i] = letters:sub(at, at)
  end
  return table.concat(out)
end

-- Names and article numbers without hyphens and vowels: one order in a thousand would have `1--`, which the
-- peer's libinjection takes for a comment of SQL, and one in a hundred thousand `xzless`, a command of Unix.
local function name(length)
  local out = {}
  for i = 1, length do
    local at = number(i == 1 and #consonants or #consonants + 10)
    out[i] = (consonants .. "0123456789"):sub(at, at)
  end
  return table.concat(out)
end

local agents = {
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
}
local languages = { "pt-PT,pt;q=0.9,en;q=0.8", "de-DE,de;q=0.9,en-US;q=0.8", "fr-FR,fr;q=0.9,en;q=0.6" }

-- Ten fields as browsers send them, and a bearer token of 700 bytes.
local function fields(n)
  return "Host: shop.example.test\r\n"
    .. 'sec-ch-ua: "Chromium";v="131", "Not_A Brand";v="24"\r\n'
    .. "User-Agent: " .. agents[number(#agents)] .. "\r\n"
    .. "Accept: application/json, text/plain, */*\r\n"
    .. "Accept-Language: " .. languages[number(#languages)] .. "\r\n"
    .. "Accept-Encoding: gzip, deflate, br\r\n"
    .. "Origin: https://shop.example.test\r\n"
    .. "Referer: https://shop.example.test/items/" .. n .. "\r\n"
    .. "Sec-Fetch-Site: same-origin\r\n"
    .. "Sec-Fetch-Mode: cors\r\n"
    .. "Sec-Fetch-Dest: empty\r\n"
    .. "Authorization: Bearer eyJ" .. text(33) .. "." .. text(320) .. "." .. text(342) .. "\r\n"
end

function pool.get()
  local n = next_request()
  return "GET /api/items/" .. n .. "?expand=owner&limit=20 HTTP/1.1\r\n" .. fields(n) .. "\r\n"
end

-- The same with a classic of SQL injection among the parameters.
function pool.attack()
  local n = next_request()
  local attack = "%27%20UNION%20SELECT%20name%2C%20password%20FROM%20users%20WHERE%20id%3D" .. n .. "--%20-"
  return "GET /api/items/" .. n .. "?expand=owner&q=" .. attack .. " HTTP/1.1\r\n" .. fields(n) .. "\r\n"
end

local line = '{"line":%d,"sku":"%s","quantity":%d,"price":{"amount":"%d.99","currency":"EUR"},"gift":false}'

-- A JSON order of 2 KB with 16 lines.
function pool.post()
  local n = next_request()
  local lines = {}
  for i = 1, 16 do
    lines[i] = line:format(i, name(8), number(9), number(500))
  end
  local start = ('{"customer":"%s","city":"Lisboa","lines":[%s],"note":"'):format(name(12), table.concat(lines, ","))
  local body = start .. ("x"):rep(BODY_BYTES - #start - 2) .. '"}'
  return "POST /api/orders HTTP/1.1\r\n" .. fields(n)
    .. "Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

return pool
