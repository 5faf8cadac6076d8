-- SPDX-License-Identifier: MIT
-- commands: how plumb is asked, and what it answers when it was not understood.
local t = dofile("tests/cli/harness.lua")
local run, test, equal, has, has_not = t.run, t.test, t.equal, t.has, t.has_not

local COMMANDS = { "init", "check", "import", "export", "findings", "history", "diff", "delete", "erase", "backup", "restore", "policies", "explain", "whatif", "test", "schema", "doctor", "version", "help", "completion" }

test("no arguments: usage on stderr, status 2", function()
  local r = run("")
  equal(r.code, 2)
  equal(r.out, "")
  has(r.err, "usage: plumb COMMAND")
end)

test("--help: on stdout, status 0, every command", function()
  for _, flag in ipairs { "--help", "-h", "help" } do
    local r = run(flag)
    equal(r.code, 0)
    equal(r.err, "")
    for _, command in ipairs(COMMANDS) do has(r.out, "\n  " .. command .. " ") end
  end
end)

test("every command explains itself with examples and fits 100 columns", function()
  for _, command in ipairs(COMMANDS) do
    for _, lang in ipairs { "en", "zh" } do
      local r = run(command .. " --help --lang " .. lang)
      equal(r.code, 0, command)
      equal(r.err, "")
      has(r.out, "plumb " .. command)
      has(r.out, lang == "zh" and "示例:" or "Examples:")
      for line in r.out:gmatch("[^\n]+") do
        if utf8.len(line) > 100 then error(command .. ": too wide: " .. line) end
      end
    end
    equal(run("help " .. command).out:sub(1, #run(command .. " --help").out), run(command .. " --help").out)
  end
end)

test("--help is given even where the configuration is broken", function()
  t.write("plumb.json", "{")
  equal(run("check --help").code, 0)
  equal(run("check x").code, 2)
end)

test("an unknown command: what was meant, usage, status 2", function()
  local r = run("chekc")
  equal(r.code, 2)
  equal(r.out, "")
  has(r.err, "there is no command 'chekc'")
  has(r.err, "did you mean 'check'?")
  has(r.err, "usage:")
  has(run("help chekc").err, "did you mean 'check'?")
end)

test("an unknown option: what was meant, status 2", function()
  local r = run("check --fail-onn=error x")
  equal(r.code, 2)
  has(r.err, "plumb check has no option '--fail-onn'")
  has(r.err, "did you mean '--fail-on'?")
  has(run("check -Z").err, "no option '-Z'")
  equal(run("--nonsense").code, 2)
  equal(run("version --policies x").code, 2)
end)

test("options without, and with too much of, an argument", function()
  has(run("check --workers").err, "needs an argument (N)")
  has(run("check --json=yes").err, "takes no argument")
  has(run("check --format xml x").err, "--format: 'xml' is none of text, json, csv, markdown")
  has(run("check --format jsn x").err, "did you mean 'json'?")
  has(run("check --fail-on bad x").err, "info, warning, error, critical")
  has(run("check --limit ten x").err, "'ten' is not a number")
  has(run("check --json --format csv x").err, "contradict")
  equal(run("explain rule").code, 2)
  has(run("explain rule").err, "usage: plumb explain")
  has(run("version more").err, "'more' is too much")
  equal(run("init").code, 2)
end)

test("version, in three ways and as JSON", function()
  local r = run("version")
  equal(r.code, 0)
  equal(r.out:match("^plumb %d+%.%d+%.%d+\n$") ~= nil, true)
  equal(run("--version").out, r.out)
  equal(run("-V").out, r.out)
  has(run("version --json").out, '{"plumb":"')
end)

test("completion scripts are scripts", function()
  for _, shell in ipairs { "bash", "zsh", "fish" } do
    local r = run("completion " .. shell)
    equal(r.code, 0)
    for _, command in ipairs(COMMANDS) do has(r.out, command) end
    has(r.out, "fail-on")
  end
end)

test("completion of bash completes", function(room)
  t.write("bash.sh", run("completion bash").out .. "\nCOMP_WORDS=(plumb che); COMP_CWORD=1; _plumb; echo ${COMPREPLY[@]}\n"
    .. "COMP_WORDS=(plumb check --form); COMP_CWORD=2; _plumb; echo ${COMPREPLY[@]}\nCOMP_WORDS=(plumb check --format m); COMP_CWORD=3; _plumb; echo ${COMPREPLY[@]}\n")
  equal(t.shell("bash " .. room .. "/bash.sh 2>&1"), "check\n--format\nmarkdown\n")
end)

test("another shell has none", function()
  local r = run("completion tcsh")
  equal(r.code, 2)
  has(r.err, "bash, zsh and fish")
end)

test("the manual page names every command and setting", function()
  local r = run("help --man")
  equal(r.code, 0)
  has(r.out, ".TH PLUMB 1")
  for _, command in ipairs(COMMANDS) do has(r.out, ".SS plumb " .. command) end
  has(r.out, "PLUMB_TIMEZONE")
  has(r.out, "limits.soft_ms")
  has_not(r.out, "\n.fail")
end)

test("Chinese by --lang, PLUMB_LANG, LC_ALL, LC_MESSAGES, LANG, in this order", function()
  local chinese = "命令"
  has(run("--help", { env = "LANG=zh_CN.UTF-8" }).out, chinese)
  has(run("--help", { env = "LC_MESSAGES=zh_CN.UTF-8 LANG=en_US" }).out, chinese)
  has(run("--help", { env = "LC_ALL=zh_CN.UTF-8 LC_MESSAGES=en_US" }).out, chinese)
  has(run("--help", { env = "PLUMB_LANG=zh LC_ALL=en_US" }).out, chinese)
  has_not(run("help --lang en", { env = "PLUMB_LANG=zh" }).out, chinese)
end)

test("no colour into a file, with NO_COLOR, and always when asked for", function()
  has_not(run("schema risk").out, "\27[")
  has(run("schema risk --color always").out, "\27[")
  has(run("schema risk --color always", { env = "NO_COLOR=1" }).out, "\27[")
  equal(run("schema risk --color sometimes").code, 2)
  local terminal = "script -qec %s /dev/null < /dev/null"
  if t.shell("command -v script") ~= "" then
    has(t.shell(terminal:format(t.quote("env TERM=xterm " .. t.plumb .. " schema risk"))), "\27[")
    has_not(t.shell(terminal:format(t.quote("env TERM=xterm NO_COLOR=1 " .. t.plumb .. " schema risk"))), "\27[")
  end
end)

test("output that cannot be written: a message and a status", function()
  for _, command in ipairs { "help", "version", "schema", "completion bash", "doctor" } do
    local r = run(command, { after = "< /dev/null > /dev/full" })
    equal(r.code, 2, command)
    has(r.err, "could not be written")
    r = run(command, { after = "< /dev/null >&-" })
    equal(r.code, 2, command)
    has(r.err, "could not be written")
  end
end)

test("schema: all kinds, one kind, what was meant, JSON Schema", function()
  local all, one = run("schema"), run("schema risk")
  equal(all.code, 0)
  has(all.out, one.out)
  has(one.out, "probability")
  local r = run("schema rsik")
  equal(r.code, 2)
  has(r.err, "did you mean 'risk'?")
  has(run("schema --json").out, '"$schema"')
  has(run("schema risk --lang zh").out, "风险")
end)

test("doctor examines", function()
  local r = run("doctor", { env = "PLUMB_WORKERS=1" })
  for _, word in ipairs { "libuv", "seccomp", "memfd", "UTC", "workers = 1 (environment PLUMB_WORKERS)", "ms" } do has(r.out, word) end
  equal(r.code == 0 or r.code == 3, true)
  has(run("doctor --json").out, '"checks"')
  equal(run("doctor --timezone Mars/Crater").code, 2)
end)

test("init: a repository that works, in an empty folder only", function(room)
  local r = run("init standard")
  equal(r.code, 0)
  has(r.out, "cd standard")
  for _, file in ipairs { "plumb.json", "README.md", ".luarc.json", "policies/samples/project.json", "projects/example.json" } do
    equal(t.read("standard/" .. file) ~= nil, true, file)
  end
  local again = run("init standard")
  equal(again.code, 2)
  has(again.err, "not empty")
  local _, code = t.shell(("cd %s/standard && %s test > ../tests.txt 2>&1 < /dev/null"):format(room, t.plumb))
  equal(code, 0, t.read("tests.txt"))
  _, code = t.shell(("cd %s/standard && %s check projects/*.json > ../check.txt 2>&1 < /dev/null"):format(room, t.plumb))
  equal(code == 0 or code == 1, true, t.read("check.txt"))
  has(t.read("check.txt"), "1 project")
end)

t.finish()
