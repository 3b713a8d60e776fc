/* check
title:    {zh: 拓扑图早于最近一次变更, en: Topology older than the last change}
clause:   N3.2
item:     N3.2.filing.fields-accurate
basis:    [order11/contents, order11/verify, gd2023/grading]
severity: low
defends:  [防入侵]
assets:   [unit]
proof:    presence
says:     {zh: "“{object}”的网络拓扑图比最近一次变更早 {age} 天", en: "the topology of {object} is {age} days older than its last change"}
remedy:
  zh: 按现状重绘拓扑图并更新备案。
  en: Draw the topology as it is and file it.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_topology: [{asset: 9, object: 门户, drawn: 19999, changed: 20000}]}
  - pass:    {graded_topology: [{asset: 9, object: 门户, drawn: 20000, changed: 20000}]}
  - unknown: {partial: [graded_topology]}
*/
SELECT t.asset, t.evidence, t.object, t.changed - t.drawn AS age, t.object AS place
FROM graded_topology t
WHERE t.drawn < t.changed;
