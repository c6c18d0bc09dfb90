-- Values drawn by a seeded generator: every server is asked the same requests in the same order.

local seeded = {}
local state = 20260117
local letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

-- A whole number from 1 to limit (Park and Miller's minimal standard).
function seeded.number(limit)
  state = state * 16807 % 2147483647
  return state % limit + 1
end

function seeded.text(length)
  local out = {}
  for i = 1, length do
    local at = seeded.number(64)
    out[i] = letters:sub(at, at)
  end
  return table.concat(out)
end

-- 700 bytes in the form of a signed token.
function seeded.token()
  return "eyJ" .. seeded.text(33) .. "." .. seeded.text(320) .. "." .. seeded.text(342)
end

return seeded
