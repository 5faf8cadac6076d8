-- SPDX-License-Identifier: MIT
-- syntax: source text to syntax tree, by luacheck's parser; and from its nodes back to the text.
--
--   local tree, problem = syntax.parse(text)
--   tree.ast                    blocks, statements and expressions: luacheck/parser.lua
--   syntax.text(tree, a, b)     the source from character a to b; nodes have `offset` and `end_offset`
--   syntax.position(tree, node) line, column, width; columns count code points
--   syntax.within(tree, node, part)  the place of a part of a text
--
-- `problem` is a diagnostic { line =, column =, width =, code =, message =, hint = }. A hostile text (nested ten thousand
-- deep, say) ends as a diagnostic too. Offsets count code points; a text that is no UTF-8 is taken byte by byte.

local advice = require "syntax.advice"
local decoder = require "luacheck.decoder"
local parser = require "luacheck.parser"

local syntax = {}

local BYTE_ORDER_MARK = "\u{FEFF}"

local function place(tree, line, offset, end_offset)
  local start = tree.lines[line] or 1
  local length = tree.lengths[line]
  local last = end_offset or offset
  if length and last > start + length - 1 then last = start + length - 1 end
  return line, offset - start + 1, math.max(last - offset + 1, 1)
end

function syntax.position(tree, node)
  return place(tree, node.line, node.offset, node.end_offset)
end

-- The place of a part of a text that is written out, as a node; the whole text where the part is not found on its line.
function syntax.within(tree, node, part)
  local before = syntax.text(tree, node.offset, node.end_offset):match("^([^\n]-)" .. part:gsub("%p", "%%%0"))
  if not before then return node end
  local offset = node.offset + (utf8.len(before) or #before) -- what is no UTF-8 is counted byte by byte
  return { line = node.line, offset = offset, end_offset = offset + (utf8.len(part) or #part) - 1 }
end

function syntax.text(tree, first, last)
  return tree.chars:get_substring(first, last)
end

function syntax.parse(text)
  if text:sub(1, #BYTE_ORDER_MARK) == BYTE_ORDER_MARK then
    return nil, { line = 1, column = 1, width = 1, code = "syntax", message = "the file begins with a byte order mark",
      hint = "save it as UTF-8 without one" }
  end
  local tree = { chars = decoder.decode(text), lines = {}, lengths = {} }
  local ok, result = pcall(parser.parse, tree.chars, tree.lines, tree.lengths)
  if ok then
    tree.ast = result
    return tree
  end
  if type(result) ~= "table" then return nil, syntax.overflow(result) end
  local told = advice.of(tree.chars, result) or { line = result.line, offset = result.offset, end_offset = result.end_offset, message = result.msg }
  local line, column, width = place(tree, told.line, told.offset, told.end_offset)
  return nil, { line = line, column = column, width = width, code = "syntax", message = told.message, hint = told.hint }
end

-- What an error that is no syntax error means: the stack of this Lua was not deep enough for the text.
function syntax.overflow(err)
  if not tostring(err):find("stack overflow", 1, true) then error(err, 0) end
  return { line = 1, column = 1, width = 1, code = "syntax", message = "the text is nested too deeply",
    hint = "Lua itself allows about 200 levels" }
end

return syntax
