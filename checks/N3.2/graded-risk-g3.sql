/* check
title:    {zh: 三级及以上定级对象未每年安全风险评估, en: Grade 3 and above without a risk assessment every year}
clause:   N3.2
item:     N3.2.test.risk-g3
basis:    [order11/risk, gd2023/grading]
severity: high
defends:  [防入侵]
assets:   [unit]
proof:    absence
params:   {days: {value: 366, source: "令第11号第十二条（网上摘录）：每年；按满一年计，是否按自然年计未核对", sure: no}}
says:     {zh: "“{object}”（{grade}级）在 {allowed} 天内没有安全风险评估（最近一次距今天数：{age}）", en: "{object} (grade {grade}) had no risk assessment within {allowed} days (days since the last: {age})"}
remedy:
  zh: 立即完成安全风险评估并报送结果。
  en: Carry out the risk assessment and file its result.
days:     {value: 30, unit: calendar-days, sure: no}
# An object that was never reviewed nor filed is graded-not-filed; a new one is due a cycle after its filing.
examples:
  - fail:    {graded_object: [{asset: 9, object: 门户, grade: "4", level: 4, running: true}], graded_risk: [{asset: 9, object: 门户, ended: 20466}], at: 1800000000}
  - pass:    {graded_object: [{asset: 9, object: 门户, grade: "3", level: 3, running: true}], graded_risk: [{asset: 9, object: 门户, ended: 20467}], at: 1800000000}
  - fail:    {graded_object: [{asset: 9, object: 门户, grade: "3", level: 3, running: true}], graded_date: [{asset: 9, object: 门户, reviewed: 20466, filed: ~}], at: 1800000000}
  # new: its first one is not due yet
  - pass:    {graded_object: [{asset: 9, object: 门户, grade: "3", level: 3, running: true}], graded_date: [{asset: 9, object: 门户, reviewed: 20467, filed: ~}], at: 1800000000}
  # the other grades are another check's
  - pass:    {graded_object: [{asset: 9, object: 门户, grade: "2", level: 2, running: true}], graded_risk: [{asset: 9, object: 门户, ended: 10000}], at: 1800000000}
  - pass:    {graded_object: [{asset: 9, object: 旧平台, grade: "3", level: 3}], graded_risk: [{asset: 9, object: 旧平台, ended: 10000}], at: 1800000000}
  - unknown: {graded_object: [{asset: 9, object: 门户, grade: "3", level: 3, running: true}], graded_date: [{asset: 9, object: 门户, reviewed: 10000, filed: 10000}], partial: [graded_risk], at: 1800000000}
*/
WITH tested AS (SELECT t.object, MAX(t.ended) AS ended FROM graded_risk t GROUP BY t.object),
  since AS (SELECT d.object, MIN(COALESCE(d.filed, d.reviewed)) AS day FROM graded_date d GROUP BY d.object)
SELECT g.asset, g.evidence, g.object, g.grade, :days AS allowed, g.object AS place,
  CASE WHEN t.ended IS NULL THEN '-' ELSE CAST((:at + 28800) / 86400 - t.ended AS TEXT) END AS age
FROM graded_object g LEFT JOIN tested t ON t.object = g.object LEFT JOIN since s ON s.object = g.object
WHERE g.running AND g.level >= 3
  AND (t.ended + :days < (:at + 28800) / 86400 OR (t.ended IS NULL AND s.day + :days < (:at + 28800) / 86400));
