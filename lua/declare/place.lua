-- SPDX-License-Identifier: MIT
-- place: where in a file something is written that was noted while the file ran, when only the line is known at which its
-- declaration begins. A place is { line =, column =, width = }, columns counting code points; without a column where it is
-- not written out.

local place = {}

local BLOCKS = { rule = true, metric = true, policy = true, profile = true, test = true, phases = true }

function place.lines(source)
  local lines = {}
  for line in (source .. "\n"):gmatch("([^\n]*)\n") do lines[#lines + 1] = line end
  return lines
end

local function at(lines, line, first, last)
  local text = lines[line]
  return { line = line, column = (utf8.len(text, 1, first - 1, true) or first - 1) + 1, width = utf8.len(text, first, last, true) or last - first + 1 }
end

-- The first match of a pattern with two position captures, within the declaration that begins at `line`, from a byte of
-- that line on: line, first and last byte.
local function search(lines, line, from, pattern)
  for number = line, math.min(line + 200, #lines) do
    local text = lines[number]
    if not text or number > line and BLOCKS[text:match("^(%l+)[%s(\"'{]")] then break end
    if not text:find("^%s*%-%-") then
      local first, last = text:match(pattern, number == line and from or 1)
      if first then return number, first, last - 1 end
    end
  end
end

-- Is a line in the block that begins at `first`?
function place.same_block(lines, first, line)
  for number = first + 1, line do
    if BLOCKS[(lines[number] or ""):match("^(%l+)[%s(\"'{]")] then return false end
  end
  return line >= first
end

-- Where the last of a chain of keys gets its value that can be found, one inside the other.
function place.key(lines, line, ...)
  local found, from = { line = line }, 1
  for _, key in ipairs { ... } do
    if lines and lines[line] and type(key) == "string" then
      local number, first, last = search(lines, found.line, from, "%f[%w_]()" .. key:gsub("%W", "%%%0") .. "()%f[^%w_][\"'%]]*%s*=%f[^=]")
      if number then
        found = at(lines, number, first, last)
        from = last + 1
      end
    end
  end
  return found
end

-- Where a text stands in quotes, or without them; else the first word of the line.
function place.text(lines, line, text)
  if not (lines and lines[line]) then return { line = line } end
  local number, first, last
  if type(text) == "string" and text ~= "" then number, first, last = search(lines, line, 1, "[\"']()" .. text:gsub("%W", "%%%0") .. "()[\"']") end
  if type(text) == "string" and text:find("^[%a_][%w_]*$") and not number then number, first, last = search(lines, line, 1, "%f[%w_]()" .. text .. "()%f[^%w_]") end
  if not number then
    number, first, last = line, lines[line]:match("^%s*()[%w_]*()")
    last = math.max(last - 1, first)
  end
  return at(lines, number, first, last)
end

return place
