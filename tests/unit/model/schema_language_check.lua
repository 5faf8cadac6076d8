-- SPDX-License-Identifier: MIT
-- The language of lua/schema.lua: what a company's file says is taken, each mistake is told with line and hint.
-- Run by schema_test.c from the repository's root: lua5.4 schema_language_check.lua

package.path = "lua/?.lua;" .. package.path
local schema = require "schema"

local failed = 0
local function expect(what, found, expected)
  if found == expected then return end
  failed = failed + 1
  io.stderr:write(("%s:\n  found    %s\n  expected %s\n"):format(what, tostring(found), tostring(expected)))
end

-- A base as a worker has it: tables in the shape of the JSON.
local function base()
  return { root = "project", kinds = {
    { name = "project", label = { en = "Project" }, key = { "id" }, fields = {
      { name = "id", type = "string", label = { en = "Id" }, required = true },
      { name = "risks", type = "list", kind = "risk", label = { en = "Risks" } } } },
    { name = "risk", label = { en = "Risk" }, fields = {
      { name = "score", type = "int", min = 1, max = 25, label = { en = "Score" }, computed = "risk_score" } } } } }
end

local unchanged = '{"root":"project","kinds":[\n'
  .. '{"name":"project","label":{"en":"Project"},"key":["id"],"fields":[\n'
  .. '  {"name":"id","type":"string","label":{"en":"Id"},"required":true},\n'
  .. '  {"name":"risks","type":"list","kind":"risk","label":{"en":"Risks"}}]},\n'
  .. '{"name":"risk","label":{"en":"Risk"},"fields":[\n'
  .. '  {"name":"score","type":"int","min":1,"max":25,"label":{"en":"Score"},"computed":"risk_score"}]}]}\n'
expect("an empty file changes nothing", schema.extend(base(), "", "s"), unchanged)

expect("fields are added, defaults and former names kept", schema.extend(base(), [[
extend "risk" { { "sap_code", enum { "a", "b" }, "SAP code", "SAP 编号", default = "a", formerly = "code", doc = { "x", "y" } } }
]], "s"), (unchanged:gsub('"risk_score"}', '"risk_score"},\n  {"name":"sap_code","type":"enum","values":["a","b"],'
  .. '"label":{"en":"SAP code","zh":"SAP 编号"},"doc":{"en":"x","zh":"y"},"formerly":"code","default":"a"}')))

expect("nothing is inherited where nothing is wanted", schema.extend(base(), [[
base = false
kind "item" { { "share", number { min = 0.1 } } }
kind "project" { key = "id", { "id", string }, { "went_well", set }, { "items", list "item" } }
]], "s"), '{"root":"project","kinds":[\n{"name":"project","label":{"en":"Project"},"key":["id"],"fields":[\n'
  .. '  {"name":"id","type":"string","label":{"en":"Id"}},\n  {"name":"went_well","type":"set","label":{"en":"Went well"}},\n'
  .. '  {"name":"items","type":"list","kind":"item","label":{"en":"Items"}}]},\n'
  .. '{"name":"item","label":{"en":"Item"},"fields":[\n  {"name":"share","type":"number","min":0.1,"label":{"en":"Share"}}]}]}\n')

local mistakes = {
  { 'extend "project" {\n { "sap", strng },\n}', 2, "'strng' is not a word of the schema", "did you mean 'string'?" },
  { 'extend "project" {\n\n { "risks", set },\n}', 3, "project has a field 'risks' already" },
  { 'extend "projct" { }', 1, "there is no kind 'projct' to extend", "did you mean 'project'?" },
  { 'extend "project" {\n { "a", string },\n { "x", string, tracket = true },\n}', 3, "field 'x' has no option 'tracket'", "did you mean 'tracked'?" },
  { 'extend "project" {\n { "x", string, tracked = "yes" },\n}', 2, "field 'x': found 'yes' as tracked, expected a boolean" },
  { 'extend "project" {\n { "x", list "riks" },\n}', 2, "field 'x' of project names a kind 'riks' that is not declared", "did you mean 'risk'?" },
  { 'extend "project" {\n { "x", int {\n mni = 1 } },\n}', 2, "int has no option 'mni'", "did you mean 'min'?" },
  { 'extend "project" {\n { "x", int { min = 3, max = 1 } },\n}', 2, "min 3 is above max 1" },
  { 'extend "project" {\n { "x", string { max = 3 } },\n}', 2, "string takes no options" },
  { 'extend "project" {\n { "x", enum { "a", "a" } },\n}', 2, "the enum names 'a' twice" },
  { 'extend "project" {\n { "x", enum { "a", "b" }, default = "c" },\n}', 2, "the default 'c' is none of a, b" },
  { 'extend "project" {\n { "x y", string },\n}', 2, "'x y' cannot be the name of a field: letters, digits and _, at most 40" },
  { 'kind "risk" { { "a", string } }', 1, "a kind 'risk' is declared already", 'to add fields to it, write extend "risk" { ... }' },
  { 'kind "x" { labl = "X", { "a", string } }', 1, "kind 'x' has no option 'labl'", "did you mean 'label'?" },
  { 'kind "x" {\n key = "idd",\n { "id", string } }', 2, "the key of x names 'idd', which is not a field of it", "did you mean 'id'?" },
  { 'kind "x" { { "a", string } }\nbase = false', 2, "base comes first, before any kind" },
  { 'bas = false', 1, "'bas' cannot be set here; only base = false can", "did you mean 'base'?" },
  { 'base = "no"', 1, "found 'no' as base, expected true or false" },
  { 'base = false\nkind "x" { { "a", string } }', nil, "the schema declares no kind 'project'" },
  { 'extend "project" {\n { "a" string } }', 2, "'}' expected near 'string'" },
  { 'os.exit(0)', 1, "'os' is not a word of the schema" },
  { 'local s = ("x"):rep(3)\nextend "project" { { s, strig } }', 2, "'strig' is not a word of the schema", "did you mean 'string'?" },
}
for _, case in ipairs(mistakes) do
  local json, err = schema.extend(base(), case[1], "policies/schema.lua")
  err = err or {}
  expect(case[1] .. " (taken)", json, nil)
  expect(case[1] .. " (message)", err.message, case[3])
  expect(case[1] .. " (line)", err.line, case[2])
  expect(case[1] .. " (hint)", err.hint, case[4])
  expect(case[1] .. " (file)", err.file, "policies/schema.lua")
end
os.exit(failed == 0)
