-- Shape (b): a browser's POST of a JSON order of 2 KB, from 512 callers.

require("wrk-figures")
local seeded = require("seeded")
local browser_fields = require("browser-fields")

local BODY_BYTES = 2048
local requests = {}

local function line(n)
  return ('{"line":%d,"sku":"%s","quantity":%d,"price":{"amount":"%d.99","currency":"EUR"},"gift":false}')
    :format(n, seeded.text(8), seeded.number(9), seeded.number(500))
end

local function order()
  local lines = {}
  for n = 1, 16 do
    lines[n] = line(n)
  end
  local start = ('{"customer":"%s","city":"Lisboa","lines":[%s],"note":"')
    :format(seeded.text(12), table.concat(lines, ","))
  return start .. ("x"):rep(BODY_BYTES - #start - 2) .. '"}'
end

function init()
  for i = 1, 512 do
    requests[i] = "POST /api/orders HTTP/1.1\r\n" .. browser_fields()
      .. "Content-Type: application/json\r\nContent-Length: " .. BODY_BYTES .. "\r\n\r\n" .. order()
  end
end

function request()
  return requests[seeded.number(512)]
end
