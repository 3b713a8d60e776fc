/* check
title:    {zh: 评审通过后未按期备案, en: Not filed in time after the review}
clause:   N3.2
item:     N3.2.filing.in-time
basis:    [order11/file, gd2023/grading]
severity: medium
defends:  [防入侵]
assets:   [unit]
proof:    absence
params:   {days: {value: 30, source: "令第11号第八条（网上摘录）", sure: yes}}
says:     {zh: "“{object}”评审通过后 {late} 天才备案或仍未备案，期限 {allowed} 天", en: "{object} was not filed within {allowed} days of its review ({late} days)"}
remedy:
  zh: 立即备案并说明逾期原因。
  en: File it at once and say why it is late.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {graded_date: [{asset: 9, object: 门户, reviewed: 20000, filed: 20031, running: true}], at: 1800000000}
  - pass:    {graded_date: [{asset: 9, object: 门户, reviewed: 20000, filed: 20030, running: true}], at: 1800000000}
  - fail:    {graded_date: [{asset: 9, object: 门户, reviewed: 20802, filed: ~, running: true}], at: 1800000000}
  - pass:    {graded_date: [{asset: 9, object: 门户, reviewed: 20803, filed: ~, running: true}], at: 1800000000}
  - unknown: {graded_date: [{asset: 9, object: 门户, reviewed: 20000, filed: ~, running: true}], partial: [graded_date], at: 1800000000}
  - pass:    {graded_date: [{asset: 9, object: 门户, reviewed: ~, filed: 20000, running: true}], at: 1800000000}
*/
SELECT d.asset, d.evidence, d.object, COALESCE(d.filed, (:at + 28800) / 86400) - d.reviewed AS late, :days AS allowed, d.object AS place
FROM graded_date d
WHERE d.running AND COALESCE(d.filed, (:at + 28800) / 86400) > d.reviewed + :days;
