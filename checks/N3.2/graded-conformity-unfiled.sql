/* check
title:    {zh: 符合性评测结果未按期报送, en: Result of the conformity test not filed in time}
clause:   N3.2
item:     N3.2.test.conformity-filed
basis:    [order11/conformity, gd2023/grading]
severity: medium
defends:  [防入侵]
assets:   [unit]
proof:    absence
params:   {days: {value: 30, source: "令第11号第十一条（网上摘录）", sure: yes}}
says:     {zh: "“{object}”的符合性评测结束后未在 {allowed} 天内报送结果", en: "the result of the conformity test of {object} was not filed within {allowed} days"}
remedy:
  zh: 立即补报结果、整改情况或整改计划。
  en: File the result with what was or will be mended.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_conformity_report: [{asset: 9, object: 门户, ended: 20000, filed: 20031}], at: 1800000000}
  - pass:    {graded_conformity_report: [{asset: 9, object: 门户, ended: 20000, filed: 20030}], at: 1800000000}
  - fail:    {graded_conformity_report: [{asset: 9, object: 门户, ended: 20802, filed: ~}], at: 1800000000}
  - pass:    {graded_conformity_report: [{asset: 9, object: 门户, ended: 20803, filed: ~}], at: 1800000000}
  # what was filed is the result of the one before
  - fail:    {graded_conformity_report: [{asset: 9, object: 门户, ended: 20700, filed: 20300}], at: 1800000000}
  - unknown: {graded_conformity_report: [{asset: 9, object: 门户, ended: 20000, filed: ~}], partial: [graded_conformity_report], at: 1800000000}
*/
SELECT r.asset, r.evidence, r.object, :days AS allowed, r.object AS place
FROM graded_conformity_report r
WHERE r.filed > r.ended + :days OR ((r.filed IS NULL OR r.filed < r.ended) AND (:at + 28800) / 86400 > r.ended + :days);
