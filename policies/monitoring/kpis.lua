-- SPDX-License-Identifier: MIT
-- What is watched while the work goes on is decided before it begins.

policy {
  title  = "Key figures",
  owner  = "pmo",
  tags   = { "monitoring", "planning" },
  params = {
    areas = set { "time", "cost", "quality", "risk", doc = "areas of which each has a key figure with a threshold" },
  },
}

rule "key_figures_cover_all_areas" {
  covers   = "M-01.a",
  severity = "critical",
  gate     = "execution",
  check    = function(project)
    local kpis = project.monitoring and project.monitoring.kpis
    local left_out = {}
    for _, area in ipairs(param.areas) do
      local watched = not empty(kpis) and any(kpis, function(kpi)
        return kpi.area and kpi.area == area and (kpi.warning ~= nil or kpi.error ~= nil)
      end)
      if not watched then left_out[#left_out + 1] = area end
    end
    return #left_out == 0, { left_out = table.concat(left_out, ", ") }
  end,
  message  = "no key figure with a threshold watches: {left_out}",
  remedy   = "choose a figure for each area, and the value from which somebody acts",
}
