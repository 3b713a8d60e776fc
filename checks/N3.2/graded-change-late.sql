/* check
title:    {zh: 变更后未按期更新备案, en: Change not filed in time}
clause:   N3.2
item:     N3.2.filing.change-in-time
basis:    [order11/contents, gd2023/grading]
severity: medium
defends:  [防入侵]
assets:   [unit]
proof:    absence
params:   {days: {value: 30, source: "令第11号第九条（凭记忆）", sure: no}}
says:     {zh: "“{object}”的备案信息变更后未在 {allowed} 天内更新备案", en: "a change of {object} was not filed within {allowed} days"}
remedy:
  zh: 补办变更备案，把更新备案列入变更流程。
  en: File the change, and make the filing a step of every change.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_change: [{asset: 9, object: 门户, changed: 20000, filed: 20031}], at: 1800000000}
  - pass:    {graded_change: [{asset: 9, object: 门户, changed: 20000, filed: 20030}], at: 1800000000}
  - fail:    {graded_change: [{asset: 9, object: 门户, changed: 20802, filed: ~}], at: 1800000000}
  - pass:    {graded_change: [{asset: 9, object: 门户, changed: 20803, filed: ~}], at: 1800000000}
  # the last filing is of an earlier change
  - fail:    {graded_change: [{asset: 9, object: 门户, changed: 20700, filed: 20000}], at: 1800000000}
  # filed ahead of its day
  - pass:    {graded_change: [{asset: 9, object: 门户, changed: 20700, filed: 20690}], at: 1800000000}
  - unknown: {graded_change: [{asset: 9, object: 门户, changed: 20000, filed: 20031}], partial: [graded_change], at: 1800000000}
*/
SELECT c.asset, c.evidence, c.object, :days AS allowed, c.object AS place
FROM graded_change c
WHERE c.filed > c.changed + :days
  OR ((c.filed IS NULL OR c.filed < c.changed - :days) AND (:at + 28800) / 86400 > c.changed + :days);
