-- The fields of a browser's call to an API: a Host, ten fields and a bearer token of 700 bytes.

local seeded = require("seeded")

local agents = {
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
}
local languages = { "en-GB,en;q=0.9", "de-DE,de;q=0.9,en;q=0.7", "pt-BR,pt;q=0.9,en-US;q=0.8", "fr-FR,fr;q=0.9,en;q=0.6" }

return function()
  return "Host: shop.example.test\r\n"
    .. 'sec-ch-ua: "Chromium";v="131", "Not_A Brand";v="24"\r\n'
    .. "User-Agent: " .. agents[seeded.number(#agents)] .. "\r\n"
    .. "Accept: application/json, text/plain, */*\r\n"
    .. "Accept-Language: " .. languages[seeded.number(#languages)] .. "\r\n"
    .. "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    .. "Origin: https://shop.example.test\r\n"
    .. "Referer: https://shop.example.test/items/" .. seeded.number(100000) .. "\r\n"
    .. "Sec-Fetch-Site: same-origin\r\n"
    .. "Sec-Fetch-Mode: cors\r\n"
    .. "Sec-Fetch-Dest: empty\r\n"
    .. "Authorization: Bearer " .. seeded.token() .. "\r\n"
end
