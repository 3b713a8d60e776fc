/* check
title:    {zh: 安全风险评估结果未按期报送, en: Result of the risk assessment not filed in time}
clause:   N3.2
item:     N3.2.test.risk-filed
basis:    [order11/risk-report, gd2023/grading]
severity: medium
defends:  [防入侵]
assets:   [unit]
proof:    absence
params:   {days: {value: 30, source: "令第11号第十二条（凭记忆）", sure: no}}
says:     {zh: "“{object}”的安全风险评估结束后未在 {allowed} 天内报送结果", en: "the result of the risk assessment of {object} was not filed within {allowed} days"}
remedy:
  zh: 立即补报结果、整改情况或整改计划。
  en: File the result with what was or will be mended.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_risk_report: [{asset: 9, object: 门户, ended: 20000, filed: 20031}], at: 1800000000}
  - pass:    {graded_risk_report: [{asset: 9, object: 门户, ended: 20000, filed: 20030}], at: 1800000000}
  - fail:    {graded_risk_report: [{asset: 9, object: 门户, ended: 20802, filed: ~}], at: 1800000000}
  - pass:    {graded_risk_report: [{asset: 9, object: 门户, ended: 20803, filed: ~}], at: 1800000000}
  # what was filed is the result of the one before
  - fail:    {graded_risk_report: [{asset: 9, object: 门户, ended: 20700, filed: 20300}], at: 1800000000}
  - unknown: {graded_risk_report: [{asset: 9, object: 门户, ended: 20000, filed: ~}], partial: [graded_risk_report], at: 1800000000}
*/
SELECT r.asset, r.evidence, r.object, :days AS allowed, r.object AS place
FROM graded_risk_report r
WHERE r.filed > r.ended + :days OR ((r.filed IS NULL OR r.filed < r.ended) AND (:at + 28800) / 86400 > r.ended + :days);
