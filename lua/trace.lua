-- SPDX-License-Identifier: MIT
-- trace: a policy's source written out again so that absent values can travel through it.
--
--   local source, sites = trace.rewrite(ast, text)
--   load(source)(T)          T has the functions below; the chunk does what the original does, by way of them
--
-- Comparisons, connectives and conditions become calls; everything else stays as it was written, character by character,
-- and every construct stays on its line, so that errors and debug information name the lines of the original.
--
--   a == b            T.eq(site, a, b)      ne lt le gt ge; with a literal nil: T.isnil(site, a), T.notnil(site, a)
--   not a             T.no(site, a)
--   a and b           T.both(site, a, function() return b end)     `or`: T.either; each gives exactly one value.
--                     Where b has the `...` of its function: T.both(site, a, function(...) return b end, ...):
--                     what follows the function is handed to it.
--   if while until c  T.test(site, c)
--   for bounds, t[k]  T.use(site, k)        constants stay; also for keys in table constructors
--   o:name(...)       T.invoke(site, o, "name", ...)
--
-- sites[i] = { line =, column =, kind = "eq", text = "risk.score >= param.high", left = "risk.score", right = "param.high" };
-- kind is the function's name, except "not" for no, "and" for both, "or" for either. Texts are on one line.
--
-- The rewriting is a walk in source order with a cursor: `upto` copies the text before a node as it is, and what is to
-- change is written or skipped in between.

local decoder = require "luacheck.decoder"

local trace = {}

local TEXT_MAX = 200 -- code points of a site's text

local COMPARES = { eq = true, ne = true, lt = true, le = true, gt = true, ge = true }
local CONNECTIVES = { ["and"] = "both", ["or"] = "either" }
local CONSTANTS = { String = true, Number = true, True = true, False = true, Nil = true }

local emit

local function write(W, text)
  local out = W.out
  out[#out + 1] = text
end

-- Copies the source up to and including a character.
local function upto(W, offset)
  if offset >= W.at then
    write(W, W.chars:get_substring(W.at, offset))
    W.at = offset + 1
  end
end

-- Leaves out the source up to and including a character; its line ends stay.
local function skip(W, offset)
  if offset >= W.at then
    local gap = W.chars:get_substring(W.at, offset)
    if gap:find("[\r\n]") then write(W, (gap:gsub("[^\r\n]+", " "))) end
    W.at = offset + 1
  end
end

local function one_line(W, node)
  local last, tail = node.end_offset, ""
  if last - node.offset >= TEXT_MAX then
    last, tail = node.offset + TEXT_MAX - 1, "…"
  end
  return (W.chars:get_substring(node.offset, last):gsub("%s+", " ")) .. tail
end

local function site(W, node, kind, left, right)
  local sites = W.sites
  sites[#sites + 1] = { line = node.line, column = node.offset - W.starts[node.line] + 1, kind = kind, text = one_line(W, node),
    left = left and one_line(W, left), right = right and one_line(W, right) }
  return #sites
end

-- Begins a call in place of a node.
local function open(W, node, name, number)
  upto(W, node.offset - 1)
  write(W, (" __T.%s(%d,"):format(name, number))
end

-- An expression inside one of T's one-argument calls; constants need none.
local function wrap(W, node, name)
  if name == "use" and CONSTANTS[node.tag] then return end
  open(W, node, name, site(W, node, name, node))
  emit(W, node)
  upto(W, node.end_offset)
  write(W, ")")
end

-- Does an expression use the `...` of the function that it is in?
local function has_dots(node)
  if node.tag == "Dots" then return true end
  if node.tag == "Function" then return false end
  for i = 1, #node do
    if type(node[i]) == "table" and has_dots(node[i]) then return true end
  end
  return false
end

local function compare(W, e)
  local op, a, b = e[1], e[2], e[3]
  if (op == "eq" or op == "ne") and (a.tag == "Nil" or b.tag == "Nil") then
    local kind, operand = op == "eq" and "isnil" or "notnil", a.tag == "Nil" and b or a
    open(W, e, kind, site(W, e, kind, operand))
    skip(W, operand.offset - 1)
    emit(W, operand)
    upto(W, operand.end_offset)
    skip(W, e.end_offset)
    return write(W, ")")
  end
  open(W, e, op, site(W, e, op, a, b))
  emit(W, a)
  upto(W, a.end_offset)
  write(W, ",")
  skip(W, b.offset - 1)
  emit(W, b)
  upto(W, b.end_offset)
  write(W, ")")
end

local function connect(W, e)
  local a, b = e[2], e[3]
  local dots = has_dots(b)
  open(W, e, CONNECTIVES[e[1]], site(W, e, e[1], a, b))
  emit(W, a)
  upto(W, a.end_offset)
  write(W, dots and ",function(...)" or ",function()")
  skip(W, b.offset - 1)
  write(W, " return ")
  emit(W, b)
  upto(W, b.end_offset)
  write(W, dots and " end,...)" or " end)")
end

local function unary(W, e, word)
  open(W, e, word, site(W, e, e[1], e[2]))
  skip(W, e[2].offset - 1)
  emit(W, e[2])
  upto(W, e[2].end_offset)
  write(W, ")")
end

local function children(W, node)
  for i = 1, #node do
    if type(node[i]) == "table" then emit(W, node[i]) end
  end
end

local function conditional(W, s)
  for i = 1, #s - 1, 2 do
    wrap(W, s[i], "test")
    emit(W, s[i + 1])
  end
  if #s % 2 == 1 then emit(W, s[#s]) end
end

local rewrites = {
  Op = function(W, e)
    local op = e[1]
    if COMPARES[op] then return compare(W, e) end
    if CONNECTIVES[op] then return connect(W, e) end
    if op == "not" then return unary(W, e, "no") end
    if op == "len" then return unary(W, e, "len") end
    children(W, e)
  end,
  Index = function(W, e)
    emit(W, e[1])
    wrap(W, e[2], "use")
  end,
  Pair = function(W, e)
    wrap(W, e[1], "use")
    emit(W, e[2])
  end,
  Invoke = function(W, e)
    local object, name, last = e[1], e[2], e[#e]
    open(W, e, "invoke", site(W, e, "invoke", object))
    emit(W, object)
    upto(W, object.end_offset)
    write(W, ',"' .. name[1] .. '"')
    if not e[3] then
      skip(W, e.end_offset)
      return write(W, ")")
    end
    write(W, ",")
    skip(W, e[3].offset - 1)
    for i = 3, #e do emit(W, e[i]) end
    upto(W, last.end_offset)
    -- what follows is the parenthesis, unless the argument is a bare string or table
    if e.end_offset == last.end_offset then write(W, ")") else upto(W, e.end_offset) end
  end,
  If = conditional,
  While = function(W, s)
    wrap(W, s[1], "test")
    emit(W, s[2])
  end,
  Repeat = function(W, s)
    emit(W, s[1])
    wrap(W, s[2], "test")
  end,
  Fornum = function(W, s)
    for i = 2, s[5] and 4 or 3 do wrap(W, s[i], "use") end
    emit(W, s[5] or s[4])
  end,
}

function emit(W, node)
  return (rewrites[node.tag] or children)(W, node)
end

-- The character at which each line begins; "\r\n" and "\n\r" end one line.
local function line_starts(chars)
  local starts, line, at, length = { 1 }, 1, 1, chars:get_length()
  while at <= length do
    local c = chars:get_codepoint(at)
    if c == 10 or c == 13 then
      local following = chars:get_codepoint(at + 1)
      if (following == 10 or following == 13) and following ~= c then at = at + 1 end
      line = line + 1
      starts[line] = at + 1
    end
    at = at + 1
  end
  return starts
end

function trace.rewrite(ast, text)
  local chars = decoder.decode(text)
  local W = { chars = chars, starts = line_starts(chars), out = { "local __T = ... " }, sites = {}, at = 1 }
  emit(W, ast)
  upto(W, chars:get_length())
  return table.concat(W.out), W.sites
end

return trace
