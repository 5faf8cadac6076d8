-- SPDX-License-Identifier: MIT
-- advice: what the author of a syntax error has most likely forgotten, and where.
--
-- The parser says what it expected where it could not go on, which is after the mistake: "expected '}' near 'message'".
-- The words around that place tell what is missing and where it belongs.
--
--   advice.of(chars, problem) -> { line =, offset =, end_offset =, message =, hint = | nil }, or nil: the parser said it well
--
-- problem: the parser's, with msg, line, offset, end_offset and, of what was opened and not closed, prev_line, prev_offset.

local lexer = require "luacheck.lexer"

local advice = {}

local DECLARE = { policy = true, rule = true, metric = true, profile = true, test = true }
local ELSEIF = { elsif = true, elif = true }
local NAMED = { rule = true, metric = true, profile = true, test = true }

-- What other languages and keyboards write: what is meant here.
local FOREIGN = {
  ["!="] = "not equal is ~=", ["!"] = "write not", ["&&"] = "write and", ["||"] = "write or", ["//"] = "a comment begins with --",
  ["/*"] = "a comment begins with --", ["#"] = "a comment begins with --", ["++"] = "write x = x + 1",
  ["≠"] = "not equal is ~=", ["≥"] = "write >=", ["≤"] = "write <=",
  ["“"] = 'write straight quotes: "..."', ["”"] = 'write straight quotes: "..."', ["‘"] = 'write straight quotes: "..."',
  ["’"] = 'write straight quotes: "..."', ["，"] = "write the comma of the Latin keyboard: ,", ["；"] = "write ;", ["："] = "write :",
  ["（"] = "write (", ["）"] = "write )", ["｛"] = "write {", ["｝"] = "write }", ["＝"] = "write =", ["　"] = "write a plain space",
}

-- The words before the error, the one at it and the one after it: { { token =, value =, line =, offset =, end_offset = }, ... },
-- and the place of the one at the error.
local function words_of(chars, problem)
  local state, words, at = lexer.new_state(chars, {}, {}), {}, nil
  while not at or #words == at do
    local token, value, line, offset = lexer.next_token(state)
    if not token then break end
    if token ~= "short_comment" and token ~= "long_comment" then
      words[#words + 1] = { token = token, value = value, line = line, offset = offset, end_offset = state.offset - 1 }
      if not at and offset >= problem.offset then at = #words end
      if token == "eof" then break end
    end
  end
  return words, at or #words + 1
end

local function shown(chars, word)
  local text = chars:get_substring(word.offset, word.end_offset)
  if utf8.len(text) and utf8.len(text) > 30 or text:find("\n") then return word.token == "string" and "the text" or "this" end
  return word.token == "string" and text or "'" .. text .. "'"
end

local function begins_line(words, i)
  return not words[i - 1] or words[i - 1].line < words[i].line
end

local function at_word(word, message, hint)
  return { line = word.line, offset = word.offset, end_offset = word.end_offset, message = message, hint = hint }
end

local function behind(word, message, hint)
  return { line = word.line, offset = word.end_offset + 1, end_offset = word.end_offset + 1, message = message, hint = hint }
end

-- A doubled & or | is read as two: the second one is where the parser stops.
local function doubled(words, at)
  local word, before = words[at], words[at - 1]
  if before and word.token == before.token and word.offset == before.end_offset + 1 and FOREIGN[word.token .. word.token] then
    return { line = before.line, offset = before.offset, end_offset = word.end_offset,
      message = ("'%s%s' means nothing in Lua"):format(word.token, word.token), hint = FOREIGN[word.token .. word.token] }
  end
end

local function foreign(chars, problem)
  if problem.offset > chars:get_length() then return end
  local two = chars:get_substring(problem.offset, math.min(problem.offset + 1, chars:get_length()))
  local one = chars:get_substring(problem.offset, problem.offset)
  local what = FOREIGN[two] and two or FOREIGN[one] and one
  if not what or what == "#" and not problem.msg:find("expected statement", 1, true) or what == "//" and problem.msg:find("expression", 1, true) then return end
  return { line = problem.line, offset = problem.offset, end_offset = problem.offset + utf8.len(what) - 1,
    message = ("'%s' means nothing in Lua"):format(what), hint = FOREIGN[what] }
end

-- `else if` opens an if of its own, whose `end` is then the one that is missing.
local function else_if(words, at)
  for i = at - 1, 2, -1 do
    if words[i].token == "if" and words[i - 1].token == "else" and words[i].line == words[i - 1].line then
      return { line = words[i - 1].line, offset = words[i - 1].offset, end_offset = words[i].end_offset,
        message = "'else if' opens another if, which has no 'end' of its own", hint = "write elseif, in one word" }
    end
    if DECLARE[words[i].value] and begins_line(words, i) then return end
  end
end

local function brace(chars, words, at, problem)
  local word, before = words[at], words[at - 1]
  local opened = problem.prev_line or before.line
  local first -- the next declaration behind what was opened: a brace is missing before it
  for i = at, 1, -1 do
    if words[i].offset <= (problem.prev_offset or problem.offset) then break end
    if DECLARE[words[i].value] and begins_line(words, i) then first = words[i] end
  end
  if first and (first == word or word.token == "eof") then
    return at_word(first, ("the '{' of line %d is not closed"):format(opened), "a } is missing before this")
  end
  if word.token == "eof" then return behind(before, ("the '{' of line %d is not closed"):format(opened), "a } is missing here") end
  if word.token == "=" and before.token == "number" then
    return at_word(before, "a key that is a number stands in brackets", ("write [%s] ="):format(chars:get_substring(before.offset, before.end_offset)))
  elseif word.token == "=" and before.token == "string" then
    return at_word(before, "a key in quotes stands in brackets", ("write [%s] = ..., or the key without quotes"):format(shown(chars, before)))
  elseif word.token == ":" then
    return at_word(word, "a key and its value are joined by '='", "write key = value")
  end
  if word.token == "name" or word.token == "string" or word.token == "number" or word.token == "[" or word.token == "{" or word.token == "function" then
    return behind(before, ("a comma is missing after %s"):format(shown(chars, before)), "write , here")
  end
end

local function close(words, at, problem)
  local word, before, earlier = words[at], words[at - 1], words[at - 2]
  local opening = problem.msg:match("to close '(%l+)'")
  if word.token == "=" then
    if before.token == "name" and earlier and earlier.token == "," then
      return at_word(earlier, opening and ("the '%s' of line %d has no 'end'"):format(opening, problem.prev_line) or "an 'end' is missing", "write end before this comma")
    end
    return at_word(word, "'=' gives a value and compares nothing", "to compare, write ==")
  end
  if opening then
    return { line = problem.line, offset = problem.offset, end_offset = problem.end_offset,
      message = ("the '%s' of line %d has no 'end'"):format(opening, problem.prev_line), hint = "an end is missing before this" }
  end
end

local function statement(words, at)
  local word, before = words[at], words[at - 1]
  if word.token == "end" or word.token == "}" or word.token == ")" then
    return at_word(word, ("there is one '%s' too many"):format(word.token), "nothing is open here")
  elseif before and before.token == "name" and NAMED[before.value] and word.token == "name" then
    return at_word(word, ("what follows '%s' stands in quotes"):format(before.value), ('write %s "%s" { ... }'):format(before.value, word.value))
  end
end

local function find(chars, problem, expected)
  local words, at = words_of(chars, problem)
  local word, before = words[at], words[at - 1]
  if problem.msg:find("^unfinished string") then
    return { line = problem.line, offset = problem.offset, end_offset = problem.offset, message = "the text that begins here is not closed", hint = "close it with the same quote, in this line" }
  end
  local told = foreign(chars, problem) or word and doubled(words, at)
  if told or not word then return told end
  for _, near in ipairs { word, before } do
    if near.token == "name" and ELSEIF[near.value] then return at_word(near, ("there is no '%s' in Lua"):format(near.value), "write elseif") end
  end
  if expected == "'end'" or expected == "statement" or expected == "<eof>" then
    told = else_if(words, at)
    if told then return told end
  end
  if not before then return end
  if expected == "identifier" and before.token == ":" then return at_word(before, "a key and its value are joined by '='", "write key = value") end
  if expected == "'}'" then return brace(chars, words, at, problem) end
  if expected == "'end'" then return close(words, at, problem) end
  if expected == "'then'" or expected == "'do'" then
    if word.token == "=" then return at_word(word, "'=' gives a value and compares nothing", "to compare, write ==") end
    return behind(before, expected .. " is missing", "write " .. expected:sub(2, -2) .. " here")
  end
  if expected == "expression" and word.token == "eof" and before.token == "{" then return behind(before, ("the '{' of line %d is not closed"):format(before.line), "a } is missing here") end
  if expected == "expression" then return at_word(word, ("a value is missing after %s"):format(shown(chars, before))) end
  return statement(words, at)
end

function advice.of(chars, problem)
  return find(chars, problem, problem.msg:match("^expected (%S+)"))
end

return advice
